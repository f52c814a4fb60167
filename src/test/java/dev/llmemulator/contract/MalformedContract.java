package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.client.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames and requests that break the rules; the server always goes on serving. */
interface MalformedContract extends Contract {
    /** Asserts that the server still lets clients in and publishes. */
    private void assertStillServes() {
        try (var client = connect(Jwts.connection())) {
            client.subscribe(2, channel());
            publish("1");
            assertThat(client.awaitPublication(channel()).path("offset").asLong())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``
            ` `
            x
            {
            []
            [{}]
            null
            5
            "text"
            {}
            {"id":0}
            {"id":1}
            {"id":1,"connect":{}}
            {"id":1,"connect":{"token":5}}
            {"id":1,"connect":5}
            {"id":1,"connect":null}
            {"id":1,"connect":[]}
            {"connect":{"token":"TOKEN"}}
            {"id":0,"connect":{"token":"TOKEN"}}
            {"id":-1,"connect":{"token":"TOKEN"}}
            {"id":"1","connect":{"token":"TOKEN"}}
            {"id":1e999,"connect":{"token":"TOKEN"}}
            {"id":1e-999999999999,"connect":{"token":"TOKEN"}}
            {"id":1,"subscribe":{"channel":"session:a"}}
            {"id":1,"ping":{}}
            """)
    default void firstFrame_malformed_closes3501(String frame) {
        try (var client = open()) {
            client.send(frame.replace("TOKEN", Jwts.connection()));
            assertThat(client.awaitClose()).startsWith("3501 ");
        }
        assertStillServes();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``
            ` `
            `\n`
            x
            {
            []
            null
            {}
            {} {}
            {"id":2}
            {"id":2,"unknown":{}}
            {"id":2,"ping":{}}
            {"id":0,"subscribe":{"channel":"session:a"}}
            {"subscribe":{"channel":"session:a"}}
            {"id":-1,"subscribe":{"channel":"session:a"}}
            {"id":4294967296,"subscribe":{"channel":"session:a"}}
            {"id":1.5,"subscribe":{"channel":"session:a"}}
            {"id":"2","subscribe":{"channel":"session:a"}}
            {"id":1e999}
            {"id":1e999999999999}
            {"id":2e0,"subscribe":{"channel":"session:a"}}
            {"id":1e999,"subscribe":{"channel":"session:a"}}
            {"id":2,"subscribe":{"channel":"session:a","offset":1e999}}
            {"id":2,"subscribe":{"channel":"session:a","offset":18446744073709551616}}
            {"id":2,"history":{"channel":"session:a","limit":1e999999999999}}
            {"id":2,"history":{"channel":"session:a","since":{"offset":1e999}}}
            {"id":2,"subscribe":5}
            {"id":2,"subscribe":[]}
            {"id":2,"subscribe":null}
            {"id":2,"subscribe":{}}
            {"id":2,"subscribe":{"channel":""}}
            {"id":2,"subscribe":{"channel":null}}
            {"id":2,"subscribe":{"channel":5}}
            {"id":2,"subscribe":{"channel":"session:a","recover":1}}
            {"id":2,"subscribe":{"channel":"session:a","offset":-1}}
            {"id":2,"subscribe":{"channel":"session:a","offset":"1"}}
            {"id":2,"subscribe":{"channel":"session:a","epoch":1}}
            {"id":2,"subscribe":{"channel":"session:a"},}
            {"id":2,"unsubscribe":{}}
            {"id":2,"history":{}}
            {"id":2,"history":{"channel":"session:a","limit":"1"}}
            {"id":2,"history":{"channel":"session:a","since":5}}
            {"id":2,"sub_refresh":{}}
            """)
    default void laterFrame_malformed_closes3501(String frame) {
        client().send(frame);
        assertThat(client().awaitClose()).startsWith("3501 ");
        assertStillServes();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"id":2,"presence":{"channel":"session:a"}}            | 108
            {"id":2,"presence_stats":{"channel":"session:a"}}      | 108
            {"id":2,"rpc":{"method":"x"}}                          | 108
            {"id":2,"history":{"channel":"other:a"}}               | 102
            {"id":2,"history":{"channel":"plain"}}                 | 108
            {"id":2,"sub_refresh":{"channel":"session:a"}}         | 103
            """)
    default void command_notForClients_repliesError(String command, int error) {
        client().send(command);
        assertThat(error(client().awaitReply(2))).isEqualTo(error);
        client().assertNothingPending(3);
    }

    @Test
    default void frame_malformedInSecondLine_answersFirstLine() {
        client().send(Commands.subscribe(2, channel(), Jwts.subscription(channel())) + "\n\n{\"id\":3}");
        assertThat(client().awaitReply(2).has("subscribe")).isTrue();
        assertThat(client().awaitClose()).startsWith("3501 ");
    }

    @Test
    default void frame_overSizeLimit_closes1009() {
        client().send("x".repeat(65_537));
        // The server hangs up with most of the frame unread, and that may overtake its close frame.
        assertThat(client().awaitClose()).containsPattern("^(1009|1006) ");
        assertStillServes();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            publish   | ``
            publish   | {
            publish   | []
            publish   | 5
            publish   | "text"
            publish   | {} {}
            publish   | {}x
            publish   | {"channel":5,"data":1}
            publish   | {"channel":"session:a","data":1,"skip_history":1}
            publish   | {"channel":"session:a","data":1,"version":"1"}
            publish   | {"channel":"session:a","data":1,"version":-1}
            publish   | {"channel":"session:a","data":1,"version":1.5}
            publish   | {"channel":"session:a","data":1,"version":1e999}
            publish   | {"channel":"session:a","data":1,"version":1e-999999999999}
            publish   | {"channel":"session:a","data":1,"version_epoch":5}
            publish   | {"channel":"session:a","data":1,}
            publish   | {"channel":"session:a","data":{"a":1}
            publish   | {"channel":"session:a","data":{a:1}}
            publish   | {"channel":"session:a","data":tru}
            publish   | {"channel":"session:a","data":01}
            publish   | {"channel":"session:a","data":}
            history   | {"channel":"session:a","limit":"1"}
            history   | {"channel":"session:a","limit":1e999999999999}
            history   | {"channel":"session:a","since":5}
            batch     | ``
            batch     | {"commands":{}}
            batch     | {"commands":[5]}
            batch     | {"commands":[{"publish":5}]}
            batch     | {"commands":[{"publish":{"channel":"session:a","data":1}}
            batch     | {"commands":[],"parallel":"x"}
            """)
    default void request_malformed_answers400(String method, String body) {
        assertThat(api().post("/api/" + method, body).statusCode()).isEqualTo(400);
        assertStillServes();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            publish   | null                                 | 107
            publish   | {}                                   | 107
            publish   | {"channel":"session:a"}              | 107
            publish   | {"channel":"","data":1}              | 107
            publish   | {"channel":null,"data":1}            | 107
            publish   | {"channel":"other:a","data":1}       | 102
            history   | {}                                   | 107
            history   | {"channel":"other:a"}                | 102
            history   | {"channel":"plain"}                  | 108
            """)
    default void request_wrong_repliesError(String method, String body, int error) {
        var answer = api().post("/api/" + method, body);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(error(ContractApi.parse(answer.body()))).isEqualTo(error);
    }

    @ParameterizedTest
    @CsvSource({"{}", "{\"commands\":[]}", "{\"commands\":null}"})
    default void batch_empty_answersEmptyObject(String body) {
        assertThat(ContractApi.parse(api().post("/api/batch", body).body()).isEmpty())
                .isTrue();
    }

    @Test
    default void request_unknownMethod_answers404() {
        assertThat(api().post("/api/nothing", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    default void request_byGet_answers405() {
        assertThat(api().get("/api/publish").statusCode()).isEqualTo(405);
    }
}
