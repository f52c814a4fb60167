package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users are told when a part of the cluster fails in the middle of their answers. */
@Needs(Program.DOCKER)
@Timeout(300)
@ExtendWith(ClusterExtension.class)
class FailureIT {
    private static final int ANSWERS = 20;
    private static final String THREE_SECONDS = ",\"words\":150,\"delay\":0.02";

    private final ComposeCluster cluster;

    FailureIT(ComposeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void emulatorKilled_itsCallersAreTold_theOthersNoticeNothing() {
        try (var answers = AnswersUnderWay.begin(cluster, ANSWERS, THREE_SECONDS)) {
            cluster.signal("emulator1", "KILL");

            var broken = 0;
            for (var i = 0; i < ANSWERS; i++) {
                var reply = answers.reply(i);
                if (reply.status() == 200) {
                    answers.assertWhole(i);
                } else {
                    broken++;
                    assertThat(reply.status()).isEqualTo(502);
                    assertThat(reply.body().get("title").asText()).isEqualTo("Bad Gateway");
                    answers.reader(i).assertNoHole();
                    assertThat(answers.reader(i).hasMarker()).isFalse();
                }
            }
            assertThat(broken).as("answers of the killed emulator").isEqualTo(ANSWERS / 2);
            assertNewAnswersAreWhole();
        } finally {
            cluster.startAgain("emulator1");
        }
    }

    @Test
    void emulatorTerminated_completesItsAnswers_andTheOtherTakesTheNewOnes() {
        try (var answers = AnswersUnderWay.begin(cluster, ANSWERS, THREE_SECONDS)) {
            cluster.signal("emulator2", "TERM");

            assertNewAnswersAreWhole();
            answers.assertAllWhole();
        } finally {
            cluster.startAgain("emulator2");
        }
    }

    @Test
    void centrifugoKilled_readersReconnectAndMissNothing() {
        try (var answers = AnswersUnderWay.begin(cluster, ANSWERS, THREE_SECONDS)) {
            cluster.signal("centrifugo1", "KILL");

            answers.assertAllWhole();
            var reconnected = 0;
            for (var i = 0; i < ANSWERS; i++) {
                assertThat(answers.reader(i).wasToldOfLoss()).isFalse();
                reconnected += answers.reader(i).connections() > 1 ? 1 : 0;
            }
            assertThat(reconnected).as("readers of the killed node").isBetween(5, 15);
        } finally {
            cluster.startAgain("centrifugo1");
        }
    }

    @Test
    void redisRestarted_nothingIsLostInSilence() {
        try (var answers = AnswersUnderWay.begin(cluster, ANSWERS, THREE_SECONDS)) {
            cluster.signal("redis", "KILL");
            cluster.startAgain("redis");

            for (var i = 0; i < ANSWERS; i++) {
                var reader = answers.reader(i);
                var reply = answers.reply(i);
                if (reply.status() == 200) {
                    reader.awaitMarker();
                    // What a reader can prove by itself: index by index, or that the server said so.
                    var whole =
                            reader.text().equals(reply.body().get("response").asText());
                    assertThat(whole || reader.wasToldOfLoss())
                            .as("told or whole")
                            .isTrue();
                } else {
                    assertThat(reply.status()).isEqualTo(502);
                    assertThat(reply.body().get("tokens").asInt()).isGreaterThan(0);
                }
            }
            assertNewAnswersAreWhole();
        }
    }

    private void assertNewAnswersAreWhole() {
        for (var i = 0; i < 6; i++) {
            var session = UUID.randomUUID().toString();
            try (var reader = cluster.reader(session)) {
                var reply = cluster.client()
                        .run(session, ",\"words\":5,\"delay\":0.01")
                        .join();
                assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
                reader.awaitMarker();
                assertThat(reader.text()).isEqualTo(reply.body().get("response").asText());
            }
        }
    }
}
