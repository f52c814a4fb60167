package dev.llmemulator.load.outlets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** For whom the end of a run waits, and for how long. */
@Timeout(60)
class ScrapesTest {
    private final AtomicLong nowNs = new AtomicLong();
    private final Scrapes scrapes = new Scrapes(nowNs::get);

    private void scrapedAtMs(long ms) {
        atMs(ms);
        scrapes.scraped();
    }

    private void atMs(long ms) {
        nowNs.set(ms * 1_000_000);
    }

    @Test
    void waitMs_noneOrOne_isNothing() {
        scrapes.ended();
        assertThat(scrapes.waitMs()).isZero();

        var looked = new Scrapes(nowNs::get);
        looked.scraped();
        looked.ended();
        assertThat(looked.waitMs()).isZero();
    }

    @Test
    void waitMs_scrapedEachFiveSeconds_isUntilOneIsMissing() {
        scrapedAtMs(0);
        scrapedAtMs(5_000);
        scrapedAtMs(10_000);
        atMs(12_000);
        scrapes.ended();

        assertThat(scrapes.waitMs()).isEqualTo(8_000);
        atMs(20_001);
        assertThat(scrapes.waitMs()).as("the scraper is gone").isZero();
    }

    @Test
    void waitMs_scrapedEachMinute_isLimited() {
        scrapedAtMs(0);
        scrapedAtMs(60_000);
        scrapes.ended();
        assertThat(scrapes.waitMs()).isEqualTo(30_000);
    }

    @Test
    void waitMs_lastStateScraped_isNothing() {
        scrapedAtMs(0);
        scrapedAtMs(5_000);
        scrapes.ended();
        scrapedAtMs(10_000);
        assertThat(scrapes.waitMs()).isZero();
    }

    @Test
    void await_scrapeOfTheLastState_endsIt() throws Exception {
        scrapedAtMs(0);
        scrapedAtMs(30_000);
        scrapes.ended();
        var waits = CompletableFuture.runAsync(() -> {
            try {
                scrapes.await(scrapes.waitMs());
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(waits).isNotDone();
        scrapes.scraped();
        assertThat(waits).succeedsWithin(java.time.Duration.ofSeconds(20));
    }
}
