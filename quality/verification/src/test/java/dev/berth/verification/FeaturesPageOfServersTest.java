package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.auth.ApiKeyToken;
import dev.berth.testkit.Await;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the page `/docs` in a real browser, for servers with features alone, with none, with
/// thousands of views, and with authentication.
@ExtendWith(SharedBrowser.class)
class FeaturesPageOfServersTest {
    private static final String HEAD =
            """
            entities:
              customer: {type: int64, meaning: who buys}
            sources:
              orders: {csv: orders.csv, timestamp-column: at, columns: {at: timestamp, customer: int64, price: float64}}
            views:
            """;

    private static final int VIEWS = 2_000;
    private static final int FEATURES_OF_A_VIEW = 20;

    @TempDir private Path folder;

    private Path system = Path.of("");

    @BeforeEach
    void prepare() {
        system = folder.resolve("system");
    }

    private static String view(String name, int features) {
        var text = new StringBuilder();
        text.append("  %s:\n    version: 1\n    summary: What view %s has\n".formatted(name, name));
        text.append("    entities: {customer: customer}\n    source: orders\n    features:\n");
        for (int i = 0; i < features; i++) {
            text.append(
                    "      f%d: {column: price, meaning: number %d of %s}\n".formatted(i, i, name));
        }
        return text.toString();
    }

    private static void until(Browser browser, String what, String condition) {
        Await.until(
                what,
                () -> browser.evaluate(condition).equals("true"),
                () -> browser.evaluate("document.body.textContent.slice(0, 2000)"));
    }

    private static void untilSummedUp(Browser browser, String begin) {
        until(
                browser,
                "it is summed up as " + begin,
                "document.getElementById('summary')?.textContent.startsWith("
                        + RunningServer.quoted(begin)
                        + ")");
    }

    @Test
    void page_ofFeaturesAlone_saysSo(Browser browser) {
        SystemBuilder.in(system).write("features/f.yaml", HEAD + view("one", 1));
        try (var server = RunningServer.startWithFeatures(system)) {
            browser.open(server.uri("/docs"));
            untilSummedUp(browser, "Features alone: 1 feature view · Berth ");
            assertThat(browser.evaluate("document.getElementById('search').hidden + ''"))
                    .as("one section need not be searched")
                    .isEqualTo("true");
        }
    }

    @Test
    void page_withoutFeatures_isOfModels(Browser browser) {
        SystemBuilder.in(system).with("twice", PackageBuilder.scale(2));
        try (var server = RunningServer.startWithFeatures(system)) {
            browser.open(server.uri("/docs"));
            untilSummedUp(browser, "1 model ready · Berth ");
            assertThat(browser.evaluate("document.getElementById('features').textContent"))
                    .isEmpty();
        }
    }

    @Test
    void page_ofAServerThatAsksWhoCalls_usesTheKeyForFeatures(Browser browser) {
        var random = new SecureRandom();
        ApiKeyToken all = ApiKeyToken.generate(random);
        SystemBuilder.in(system)
                .write("features/f.yaml", HEAD + view("one", 1) + view("two", 2))
                .write(
                        "berth.yaml",
                        """
                        name: keyed
                        consumers:
                          all: {purpose: looks at all, keys: [{hash: "%s"}]}
                        """
                                .formatted(all.hash()));
        try (var server = RunningServer.startWithFeatures(system)) {
            browser.open(server.uri("/docs"));
            until(
                    browser,
                    "a key is asked for",
                    "document.querySelector('#summary input') !== null");
            assertThat(browser.evaluate("document.querySelectorAll('.panel').length + ''"))
                    .isEqualTo("0");
            browser.evaluate(
                    "document.querySelector('#summary input').value = '%s'; document.querySelector('#summary button').click()"
                            .formatted(all.reveal()));
            untilSummedUp(browser, "Features alone: 2 feature views");
            browser.evaluate("location.hash = '#view-two@1'");
            until(browser, "it is open", "document.querySelectorAll('.part').length === 2");
            browser.evaluate("document.querySelectorAll('.part').forEach(p => { p.open = true; })");
            until(browser, "lineage is shown", "document.querySelector('.tree') !== null");
            until(
                    browser,
                    "it is said how to make statistics",
                    "document.querySelector('.part').textContent.includes('berth features"
                            + " materialize')");
        }
    }

    @Test
    void search_ofThousandsOfViews_showsAndHidesWhatIsThere(Browser browser) {
        SystemBuilder files =
                SystemBuilder.in(system).write("features/head.yaml", HEAD + view("v0", 1));
        // A file has a limit.
        int perFile = 100;
        for (int file = 0; file < VIEWS / perFile; file++) {
            var text = new StringBuilder("views:\n");
            for (int i = 0; i < perFile; i++) {
                text.append(view("view_" + (file * perFile + i), FEATURES_OF_A_VIEW));
            }
            files.write("features/f" + file + ".yaml", text.toString());
        }
        try (var server = RunningServer.startWithFeatures(system)) {
            browser.open(server.uri("/docs"));
            untilSummedUp(browser, "Features alone: 2,001 feature views");
            // What a search costs is what it changes: each section at most once, and nothing is
            // built but the text of the outcome.
            for (String words :
                    new String[] {"number 19 view_1999", "v", "", "number 19 view_1999"}) {
                String[] counts = changesOfSearch(browser, words).split(" ", -1);
                assertThat(counts[0]).as("built for '%s'", words).isEqualTo("0");
                assertThat(Integer.parseInt(counts[1]))
                        .as("changes for '%s'", words)
                        .isLessThan(VIEWS + 20);
            }
            assertThat(browser.evaluate("document.getElementById('matches').textContent"))
                    .isEqualTo("1 of 2,001 match");
        }
    }

    /// Searches, and counts the changes that built something besides the outcome, and all.
    private static String changesOfSearch(Browser browser, String words) {
        return browser.evaluate(
                """
                (() => {
                  const observer = new MutationObserver(() => {});
                  observer.observe(document.body, {attributes: true, childList: true, subtree: true});
                  const field = document.getElementById('words');
                  field.value = '%s';
                  field.dispatchEvent(new Event('input'));
                  const changes = observer.takeRecords();
                  observer.disconnect();
                  const built = changes.filter(change => change.type === 'childList'
                    && change.target.getAttribute('role') !== 'status');
                  return built.length + ' ' + changes.length;
                })()
                """
                        .formatted(words));
    }
}
