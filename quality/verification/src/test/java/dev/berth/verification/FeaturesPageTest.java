package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the feature store on the page `/docs`, in a real browser, with a real server.
@ExtendWith(SharedBrowser.class)
class FeaturesPageTest {
    @TempDir private static Path folder;

    private static RunningServer server;
    private static Browser browser;

    @BeforeAll
    static void start(Browser shared) throws IOException {
        browser = shared;
        Path system = folder.resolve("system");
        ShopSystem.write(system);
        server = RunningServer.startWithFeatures(system);
        server.post("/v1/features/last_order:materialize", "");
        Await.until(
                "last_order is materialized",
                () -> runs().contains("\"done\""),
                FeaturesPageTest::runs);
    }

    private static String runs() {
        return server.get("/v1/features/last_order:materialize").body();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void open(String address) {
        // Away first: another hash alone would load nothing.
        browser.open(URI.create("about:blank"));
        browser.open(server.uri(address));
        until("the views are shown", "document.querySelectorAll('.panel').length >= 4");
    }

    private static void openSection(String id) {
        open("/docs#" + id);
        until(
                "it is open",
                "document.getElementById('" + id + "').querySelector('table') !== null");
    }

    /// Opens the statistics or lineage of a view, and returns an expression for the part.
    private static String openPart(String id, String title) {
        String part =
                "[...document.getElementById('%s').querySelectorAll('.part')].find(p => p.textContent.startsWith('%s'))"
                        .formatted(id, title);
        browser.evaluate(part + ".open = true");
        until(
                title + " is shown",
                part + ".lastChild.hasChildNodes() && !" + part + ".lastChild.ariaBusy");
        return part;
    }

    private static void until(String what, String condition) {
        Await.until(
                what,
                () -> browser.evaluate(condition).equals("true"),
                () -> browser.evaluate("document.documentElement.outerHTML"));
    }

    private static String text(String selector) {
        return browser.evaluate(
                "document.querySelector(" + RunningServer.quoted(selector) + ").textContent");
    }

    /// The ids of the visible sections in order.
    private static String shown() {
        return browser.evaluate(
                "[...document.querySelectorAll('section, .panel')].filter(s =>"
                        + " s.checkVisibility()).map(s => s.id).join(' ')");
    }

    private static void search(String words) {
        browser.evaluate(
                "(() => { const field = document.getElementById('words'); field.value = "
                        + RunningServer.quoted(words)
                        + "; field.dispatchEvent(new Event('input')); })()");
    }

    /// The number of requests by the page.
    private static String requests(String part) {
        return browser.evaluate(
                "performance.getEntriesByType('resource').filter(e => e.name.includes("
                        + RunningServer.quoted(part)
                        + ")).length + ''");
    }

    @Test
    void page_ofFeatures_hasASectionForEachViewAndService() {
        open("/docs");
        until("it is summed up", "document.getElementById('summary').textContent !== 'Loading…'");
        assertThat(text("#summary"))
                .startsWith(
                        "1 endpoint and 1 model ready · 3 feature views and 1 feature service"
                                + " · Berth ");
        assertThat(shown())
                .isEqualTo(
                        "model-top model-twice view-last_order@3 view-spending@1 view-budget@1"
                                + " service-report@1");
        assertThat(browser.evaluate("document.querySelectorAll('.panel table').length + ''"))
                .as("sections are built when they are opened")
                .isEqualTo("0");
        assertThat(
                        browser.evaluate(
                                "[...document.querySelectorAll('h1, h2, h3')].map(h =>"
                                        + " h.tagName).join(' ')"))
                .as("headings in order")
                .doesNotContainPattern("H1 H3|^H[23]");
    }

    @Test
    void section_opened_tellsWhatThereIsToKnow() {
        openSection("view-spending@1");
        assertThat(text("#view-spending\\@1"))
                .contains(
                        "version 1 · 2 features",
                        "Ownerteam-shop",
                        "Tagsmoney",
                        "Keycustomer string, of customer: who buys",
                        "Sourceorders",
                        "Time to live30 d",
                        "Expectsmissing of sum: at most 0.5, or warns",
                        "sumfloat64all that was spentin EUR; 0 if missing");
    }

    @Test
    void read_ofAViewOnDemandOrAService_isAnsweredAsItStands() {
        for (String id : new String[] {"view-last_order@3", "view-budget@1", "service-report@1"}) {
            open("/docs#" + id);
            String section = "#" + id.replace("@", "\\@");
            String of = RunningServer.quoted(section);
            until("it is open", "document.querySelector(" + of + " + ' textarea') !== null");
            assertThat(text(section + " [aria-label='The same with curl']"))
                    .contains("/v1/features:read -d '{\"");
            browser.evaluate(
                    "[...document.querySelectorAll(%s + ' button')].find(b => b.textContent === 'Send').click()"
                            .formatted(of));
            until(
                    "an answer is shown",
                    "document.querySelector(%s + ' .outcome').textContent !== ''".formatted(of));
            assertThat(text(section + " .outcome") + text(section + " pre"))
                    .as(id)
                    .startsWith("200 answered")
                    .contains("\"statuses\"");
        }
        assertThat(
                        browser.evaluate(
                                "document.getElementById('request-service-report@1').value.replaceAll(/\\s+/g, '')"))
                .contains("\"service\":\"report@1\"", "\"buyer_id\"", "\"limit\"", "\"payer\"");
        assertThat(text("#service-report\\@1"))
                .contains("called total; customer is the caller's buyer_id");
    }

    @Test
    void read_ofANumberThatJavaScriptCannotHold_showsItAsItIs() {
        openSection("view-budget@1");
        browser.evaluate(
                """
                (() => {
                  const panel = document.getElementById('view-budget@1');
                  const request = panel.querySelector('textarea');
                  request.value = '{"features": ["budget@1:same"], "entities": {"number": [9007199254740993]}}';
                  request.dispatchEvent(new Event('input'));
                  [...panel.querySelectorAll('button')].find(b => b.textContent === 'Send').click();
                })()
                """);
        assertThat(text("#view-budget\\@1 [aria-label='The same with curl']"))
                .endsWith(
                        " -d '{\"features\":[\"budget@1:same\"],\"entities\":{\"number\":[9007199254740993]}}'");
        until(
                "an answer is shown",
                "document.querySelector('#view-budget\\\\@1 .outcome').textContent !== ''");
        assertThat(text("#view-budget\\@1 pre")).contains("\"budget@1:same\": 9007199254740993");
    }

    @Test
    void statistics_opened_areFetchedThen() {
        openSection("view-last_order@3");
        assertThat(requests("%403/statistics")).isEqualTo("0");
        String part = openPart("view-last_order@3", "Statistics");
        assertThat(requests("%403/statistics")).isEqualTo("1");
        assertThat(browser.evaluate(part + ".textContent"))
                .contains(
                        ", of 4 entities.",
                        "itemmissing25 %expired0 %different2tea 66.7 %",
                        "pricemissing0 %expired0 %min1.5mean7.125max20");
        assertThat(
                        browser.evaluate(
                                "[..."
                                        + part
                                        + ".querySelectorAll('.bars span')].filter(bar =>"
                                        + " bar.getBoundingClientRect().height > 1).length"))
                .as("bars of 1.5, 3, and 4 with 20")
                .isEqualTo("3");

        openSection("view-spending@1");
        assertThat(browser.evaluate(openPart("view-spending@1", "Statistics") + ".textContent"))
                .contains("none yet", "berth features materialize DIR --view spending@1");
    }

    @Test
    void lineage_opened_leadsToOtherSections() {
        openSection("view-spending@1");
        String part = openPart("view-spending@1", "Lineage");
        assertThat(browser.evaluate(part + ".textContent"))
                .isEqualTo(
                        "LineageDepends onsource ordersNeeded byview on demand budget@1: sum"
                                + "service report@1: leftservice report@1: summodel twice@1: largest"
                                + "endpoint top");
        assertThat(
                        browser.evaluate(
                                "[..." + part + ".querySelectorAll('a')].map(a => a.hash).join()"))
                .isEqualTo(
                        "#view-budget%401,#service-report%401,#service-report%401,#model-twice,#model-top");
        browser.evaluate(part + ".querySelector('a').click()");
        until("it is opened", "document.getElementById('view-budget@1').open");
    }

    @Test
    void search_words_findsSectionsThatHaveAllOfThem() {
        open("/docs");
        search("SPENT team-shop");
        assertThat(shown()).isEqualTo("view-spending@1");
        assertThat(text("#matches")).isEqualTo("1 of 6 match");
        until("the address says so", "location.search === '?q=SPENT+team-shop'");
        assertThat(browser.evaluate("document.getElementById('on-demand').hidden"))
                .isEqualTo("true");
        search("report");
        assertThat(shown()).isEqualTo("service-report@1");
        search("number multiple");
        assertThat(shown()).contains("model-twice").doesNotContain("view-");
        search("nothing-of-the-kind");
        assertThat(shown()).isEmpty();
        assertThat(text("#matches")).isEqualTo("Nothing has all of these words.");
    }

    @Test
    void search_byKeyboard_isReachedAndCleared() {
        open("/docs?q=ordered#view-last_order@3");
        until("it is found", "document.getElementById('view-last_order@3').open");
        assertThat(shown()).isEqualTo("view-last_order@3");
        browser.press("/");
        assertThat(browser.evaluate("document.activeElement.id")).isEqualTo("words");
        assertThat(browser.evaluate("document.getElementById('words').value")).isEqualTo("ordered");
        browser.press("Escape");
        until("all are shown", "document.querySelectorAll('[hidden].panel').length === 0");
        until("the address is plain", "location.search === ''");
        assertThat(browser.evaluate("location.hash")).isEqualTo("#view-last_order@3");
    }

    @Test
    void linkToASection_thatTheSearchHides_showsIt() {
        open("/docs?q=ordered");
        until("it is found", "document.querySelectorAll('.panel:not([hidden])').length === 1");
        browser.evaluate("location.hash = '#view-spending@1'");
        until("it is open", "document.getElementById('view-spending@1').open");
        assertThat(browser.evaluate("document.getElementById('view-spending@1').checkVisibility()"))
                .isEqualTo("true");
    }

    @Test
    void text_thatWouldBeMarkup_isShownAsItIs() {
        openSection("view-spending@1");
        assertThat(text("#view-spending\\@1"))
                .contains("<img src=x onerror=", "<script>window.hacked = 2</script>");
        openSection("view-last_order@3");
        openPart("view-last_order@3", "Statistics");
        assertThat(
                        browser.evaluate(
                                "document.querySelectorAll('main img, main script, main b').length"
                                        + " + ' ' + window.hacked"))
                .isEqualTo("0 undefined");
    }

    @Test
    void page_ofAListThatIsRefused_showsModelsAlone() {
        open("/docs");
        browser.evaluate(
                "(() => { const real = window.fetch; window.fetch = (path, options) => path ==="
                        + " '/v1/features' ? Promise.resolve(new Response('{}', {status: 403})) :"
                        + " real(path, options); return import('/docs/docs.js?again').then(() =>"
                        + " ''); })()");
        until("views are gone", "document.querySelectorAll('.panel').length === 0");
        until(
                "it is summed up",
                "!document.getElementById('summary').textContent.includes('view')");
        assertThat(text("#summary")).startsWith("1 endpoint and 1 model ready · Berth ");
        assertThat(shown()).isEqualTo("model-top model-twice");
    }

    @Test
    void page_onANarrowScreen_isNoWiderThanThat() {
        openSection("view-spending@1");
        browser.resize(360, 700);
        try {
            // Parts exist when their sections are open.
            until(
                    "all is shown",
                    """
                    (() => {
                      document.querySelectorAll('details').forEach(each => { each.open = true; });
                      const parts = [...document.querySelectorAll('.part > div')];
                      return parts.length === 5
                        && parts.every(each => each.hasChildNodes() && !each.hasAttribute('aria-busy'));
                    })()
                    """);
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo("true");
        } finally {
            browser.resize(1000, 700);
        }
    }
}
