package dev.llmemulator.contract;

import static dev.llmemulator.contract.ContractApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading the history of a channel, over the HTTP API and as a client. */
interface HistoryContract extends Contract {
    private void publishFive() {
        for (var i = 1; i <= 5; i++) {
            publish(Integer.toString(i));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                               | []
            ,"limit":2                                       | [1, 2]
            ,"limit":-1                                      | [1, 2, 3, 4, 5]
            ,"limit":99                                      | [1, 2, 3, 4, 5]
            ,"limit":2,"reverse":true                        | [5, 4]
            ,"limit":9,"reverse":true,"since":{"offset":3}   | [2, 1]
            ,"limit":9,"reverse":true,"since":{"offset":99}  | [5, 4, 3, 2, 1]
            ,"limit":-1,"since":{"offset":3}                 | [4, 5]
            ,"limit":1,"since":{"offset":3}                  | [4]
            ,"limit":-1,"since":{"offset":5}                 | []
            ,"limit":-1,"since":{"offset":99}                | []
            """)
    default void history_ofFive_isRead(String request, String offsets) {
        publishFive();
        var result = api().history(channel(), request).path("result");
        assertThat(result.path("offset").asLong()).as("top").isEqualTo(5);
        assertThat(result.path("epoch").asText()).isNotEmpty();
        assertThat(ContractApi.longs(result.path("publications"), "/offset")).hasToString(offsets);
    }

    @Test
    default void history_otherEpoch_repliesError112() {
        publishFive();
        var reply = api().history(channel(), ",\"limit\":1,\"since\":{\"offset\":1,\"epoch\":\"other\"}");
        assertThat(error(reply)).isEqualTo(112);
    }

    @Test
    default void history_newChannel_isEmpty() {
        var result = api().history(channel(), ",\"limit\":-1").path("result");
        assertThat(result.path("publications")).isEmpty();
        assertThat(result.path("offset").asLong()).isZero();
        assertThat(result.path("epoch").asText()).isNotEmpty();
    }

    @Test
    default void clientHistory_subscribed_readsAsServerDoes() {
        publishFive();
        client().subscribe(2, channel());
        var since = Map.of("channel", channel(), "limit", -1, "since", Map.of("offset", 3));
        var result = client().ask(3, "history", since).path("history");
        assertThat(ContractApi.longs(result.path("publications"), "/offset")).containsExactly(4L, 5L);
        assertThat(result.path("offset").asLong()).isEqualTo(5);
    }

    @Test
    default void clientHistory_overLimit_isCapped() {
        api().batch(false, Collections.nCopies(180, ContractApi.publishCommand(channel(), "1")));
        client().subscribe(2, channel());
        var reply = client().ask(3, "history", Map.of("channel", channel(), "limit", -1));
        assertThat(reply.at("/history/publications")).hasSize(150);
    }

    @Test
    default void clientHistory_notSubscribed_repliesError103() {
        publishFive();
        assertThat(error(client().ask(2, "history", Map.of("channel", channel(), "limit", -1))))
                .isEqualTo(103);
    }
}
