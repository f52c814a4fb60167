package dev.llmemulator.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Locale;

/**
 * The names of attributes: those of OpenTelemetry's semantic conventions, and ours where these have none. Written out
 * here, because the library that has those of answers and batches is not stable yet.
 */
final class Names {
    static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");

    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> METHOD_AS_SENT = AttributeKey.stringKey("http.request.method_original");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    static final AttributeKey<List<String>> REQUEST_ID =
            AttributeKey.stringArrayKey("http.response.header.x-request-id");
    static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    static final AttributeKey<String> PROTOCOL_VERSION = AttributeKey.stringKey("network.protocol.version");
    static final AttributeKey<String> USER_AGENT = AttributeKey.stringKey("user_agent.original");
    static final AttributeKey<String> REFUSAL = AttributeKey.stringKey("llm_emulator.refused");

    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<Long> SEED = AttributeKey.longKey("gen_ai.request.seed");
    static final AttributeKey<String> ANSWER = AttributeKey.stringKey("gen_ai.response.id");
    static final AttributeKey<String> SESSION = AttributeKey.stringKey("gen_ai.conversation.id");
    static final AttributeKey<Long> TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<Long> UNACKNOWLEDGED = AttributeKey.longKey("llm_emulator.answer.unacknowledged");
    static final AttributeKey<Double> IDEAL = AttributeKey.doubleKey("llm_emulator.answer.ideal_seconds");
    static final AttributeKey<Long> BATCHES = AttributeKey.longKey("llm_emulator.answer.batches");
    static final AttributeKey<String> DETAIL = AttributeKey.stringKey("llm_emulator.detail");

    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> MESSAGING_OPERATION = AttributeKey.stringKey("messaging.operation.name");
    static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<Long> MESSAGES = AttributeKey.longKey("messaging.batch.message_count");
    static final AttributeKey<Long> ANSWERS = AttributeKey.longKey("llm_emulator.batch.answers");
    static final AttributeKey<Long> RETRIES = AttributeKey.longKey("llm_emulator.batch.retries");
    static final AttributeKey<Long> NOT_DELIVERED = AttributeKey.longKey("llm_emulator.batch.not_delivered");

    private Names() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
