package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.AnswersUnderWay;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
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
    private static final String TEN_SECONDS = ",\"words\":200,\"delay\":0.05";

    private final ComposeCluster cluster;

    FailureIT(ComposeCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void emulatorKilled_itsCallersAreTold_theOthersNoticeNothing() {
        try (var answers = cluster.begin(ANSWERS, THREE_SECONDS)) {
            cluster.signal("emulator1", "KILL");

            var broken = 0;
            for (var i = 0; i < ANSWERS; i++) {
                var reply = answers.reply(i);
                if (reply.status() == 200) {
                    answers.assertComplete(i);
                } else {
                    broken++;
                    assertThat(reply.status()).isEqualTo(502);
                    assertThat(reply.text("title")).isEqualTo("Bad Gateway");
                    answers.readers().get(i).assertNoHole();
                    assertThat(answers.readers().get(i).hasMarker()).isFalse();
                }
            }
            assertThat(broken).as("answers of the killed emulator").isEqualTo(ANSWERS / 2);
            assertNewAnswersAreComplete();
        } finally {
            cluster.startAgain("emulator1");
        }
    }

    @Test
    void emulatorTerminated_completesItsAnswers_andTheOtherTakesTheNewOnes() {
        try (var answers = cluster.begin(ANSWERS, THREE_SECONDS)) {
            cluster.signal("emulator2", "TERM");

            assertNewAnswersAreComplete();
            answers.assertAllComplete();
        } finally {
            cluster.startAgain("emulator2");
        }
    }

    /** The one gets no time to say so, the other takes none away from its answers. */
    @Test
    void emulatorHangs_itsCallersAreTold_thoseOfOneThatEndsAreAnswered() {
        try (var answers = cluster.begin(ANSWERS, TEN_SECONDS)) {
            cluster.signal("emulator1", "STOP");
            cluster.signal("emulator2", "TERM");

            var told = 0;
            for (var i = 0; i < ANSWERS; i++) {
                if (wasAnswered(answers, i)) {
                    answers.assertComplete(i);
                } else {
                    told++;
                    answers.readers().get(i).assertNoHole();
                    assertThat(answers.readers().get(i).hasMarker()).isFalse();
                }
            }
            assertThat(told).as("answers of the emulator that hangs").isEqualTo(ANSWERS / 2);
        } finally {
            cluster.signal("emulator1", "CONT");
            cluster.startAgain("emulator2");
        }
        assertNewAnswersAreComplete();
    }

    @Test
    void centrifugoKilled_readersReconnectAndMissNothing() {
        try (var answers = cluster.begin(ANSWERS, THREE_SECONDS)) {
            cluster.signal("centrifugo1", "KILL");

            answers.assertAllComplete();
            var reconnected = 0;
            for (var i = 0; i < ANSWERS; i++) {
                assertThat(answers.readers().get(i).wasToldOfLoss()).isFalse();
                reconnected += answers.readers().get(i).connections() > 1 ? 1 : 0;
            }
            assertThat(reconnected).as("readers of the killed node").isBetween(5, 15);
        } finally {
            cluster.startAgain("centrifugo1");
        }
    }

    @Test
    void redisRestarted_nothingIsLostInSilence() {
        try (var answers = cluster.begin(ANSWERS, THREE_SECONDS)) {
            cluster.signal("redis", "KILL");
            cluster.startAgain("redis");

            for (var i = 0; i < ANSWERS; i++) {
                var reader = answers.readers().get(i);
                var reply = answers.reply(i);
                if (reply.status() == 200) {
                    reader.awaitMarker();
                    // What a reader can prove by itself: index by index, or that the server said so.
                    var whole = reader.text().equals(reply.text("response"));
                    assertThat(whole || reader.wasToldOfLoss())
                            .as("told or whole")
                            .isTrue();
                } else {
                    assertThat(reply.status()).isEqualTo(502);
                    assertThat(reply.number("tokens")).isGreaterThan(0);
                }
            }
            assertNewAnswersAreComplete();
        }
    }

    /** False if the caller was told that it was not: by 502, or, as HAProxy 3 does, by the end of its connection. */
    private static boolean wasAnswered(AnswersUnderWay answers, int answer) {
        try {
            var reply = answers.reply(answer);
            if (reply.status() != 200) {
                assertThat(reply.status()).isEqualTo(502);
                assertThat(reply.text("title")).isEqualTo("Bad Gateway");
            }
            return reply.status() == 200;
        } catch (CompletionException e) {
            // Nobody was told within half a minute, if this is the caller's own time limit.
            assertThat(e).cause().isInstanceOf(IOException.class).isNotInstanceOf(HttpTimeoutException.class);
            return false;
        }
    }

    private void assertNewAnswersAreComplete() {
        for (var i = 0; i < 6; i++) {
            var session = UUID.randomUUID().toString();
            try (var reader = cluster.reader(session)) {
                var reply = cluster.client().ask(session, ",\"words\":5,\"delay\":0.01");
                assertThat(reply.status()).as(reply.body().toString()).isEqualTo(200);
                reader.awaitMarker();
                assertThat(reader.text()).isEqualTo(reply.text("response"));
            }
        }
    }
}
