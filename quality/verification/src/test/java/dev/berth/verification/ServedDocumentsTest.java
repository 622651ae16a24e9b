package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.auth.ApiKeyToken;
import dev.berth.testkit.Await;
import dev.berth.testkit.http.HttpCalls;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests of documents that a server gives, over HTTP and in a real browser.
@ExtendWith(ExampleServers.Extension.class)
class ServedDocumentsTest {
    private static final String CARD = "/v1/documents/credit/model-card";

    @Test
    void routes_giveEachDocumentInEachForm(ExampleServers servers) {
        RunningServer server = servers.of("lending");
        HttpResponse<String> page = server.get(CARD);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "style-src 'sha256-")
                .doesNotContain("unsafe");
        assertThat(page.body()).contains("<h1>Credit of private customers</h1>", "<svg", "ROC AUC");

        assertThat(server.get("/v1/documents/credit/interface?format=markdown").body())
                .contains("# Credit of private customers", "## Service levels");
        assertThat(
                        RunningServer.answer(server.get("/v1/factsheets/credit?format=json"))
                                .at("/document")
                                .asText())
                .isEqualTo("factsheet");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/documents/credit/model-card?format=pdf, 400, parameter-invalid",
        "/v1/documents/credit/letter, 404, route-not-found",
        "/v1/documents/credti/model-card, 404, model-not-found",
        "/v1/factsheets/credti, 404, model-not-found"
    })
    void routes_ofWhatIsNotThere_explain(
            String path, int status, String code, ExampleServers servers) {
        RunningServer server = servers.of("lending");
        HttpResponse<String> response = server.get(path);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(RunningServer.json(response.body()).path("code").asText()).isEqualTo(code);
        assertThat(RunningServer.json(response.body()).path("remedy").asText()).isNotBlank();
    }

    @Test
    void documents_areForTheCallersOfTheirModel(@TempDir Path directory) throws Exception {
        ApiKeyToken shop = ApiKeyToken.generate(new SecureRandom());
        SystemBuilder.in(directory)
                .with("twice", PackageBuilder.scale(2))
                .with("thrice", PackageBuilder.scale(3))
                .write(
                        "berth.yaml",
                        """
                        name: shop
                        consumers:
                          shop:
                            purpose: Doubles prices
                            models: [twice]
                            keys: [{hash: "%s"}]
                        """
                                .formatted(shop.hash()));
        try (var server = RunningServer.start(directory);
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(status(http, server, "/v1/documents/twice/interface", shop)).isEqualTo(200);
            assertThat(status(http, server, "/v1/documents/thrice/interface", shop)).isEqualTo(403);
            assertThat(status(http, server, "/v1/factsheets/twice", shop)).isEqualTo(403);
            assertThat(server.get("/v1/documents/twice/interface").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void measurements_thatAreMadeWhileServing_areInTheNextDocument(@TempDir Path directory) {
        SystemBuilder system = SystemBuilder.in(directory).with("twice", PackageBuilder.scale(2));
        try (var server = RunningServer.start(directory)) {
            String path = "/v1/documents/twice/interface?format=markdown";
            assertThat(server.get(path).body()).contains("**Missing:** measured latency");

            system.write(
                    "evaluations/twice.profile.json",
                    """
                    {"format": 1, "model": "twice", "version": "1", "machine": {"cpu": "Fast", "cores": 2},
                     "measurements": [{"callers": 1, "batch": 1, "calls": 100, "failures": {}, "recordsPerSecond": 50.0,
                       "latencyNanos": {"p50": 1000000, "p90": 2000000, "p99": 3000000, "p99.9": 4000000, "max": 5000000}}]}
                    """);
            assertThat(server.get(path).body())
                    .contains("Measured on Fast, 2 cores", "|1 caller|50.000 records/s|1.00 ms|")
                    .contains("they are of an unknown model");
        }
    }

    private static int status(HttpClient http, RunningServer server, String path, ApiKeyToken key)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.uri(path))
                        .header("x-api-key", key.reveal())
                        .timeout(Await.TIMEOUT)
                        .build();
        return HttpCalls.send(http, request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    @ExtendWith(SharedBrowser.class)
    void pageInBrowser_isLinked_drawn_andStyledUnderItsPolicy(
            Browser browser, ExampleServers servers) {
        RunningServer server = servers.of("lending");
        browser.open(server.uri("/docs"));
        until(
                browser,
                "the endpoint links to its documents",
                "document.querySelector('#model-credit a[href*=\"document=model-card\"]') !== null");
        browser.evaluate(
                "document.querySelector('#model-credit a[href*=\"document=model-card\"]').click()");
        until(browser, "the card is shown", "document.querySelector('#document h1') !== null");
        assertThat(browser.evaluate("document.querySelector('#document h1').textContent"))
                .isEqualTo("Credit of private customers");
        assertThat(
                        browser.evaluate(
                                "[...document.querySelectorAll('#document svg.chart')].every(s =>"
                                        + " s.getBoundingClientRect().width > 100) &&"
                                        + " document.querySelectorAll('#document svg.chart').length > 5"))
                .isEqualTo("true");

        // The page of its own, whose style sheet its policy names by digest.
        browser.open(server.uri(CARD));
        until(browser, "the page is there", "document.querySelector('h1') !== null");
        assertThat(browser.evaluate("document.styleSheets.length")).isEqualTo("1");
        assertThat(
                        browser.evaluate(
                                "getComputedStyle(document.querySelector('svg.chart .grid')).stroke !== 'none'"))
                .isEqualTo("true");
    }

    private static void until(Browser browser, String what, String condition) {
        Await.until(
                what,
                () -> browser.evaluate(condition).equals("true"),
                () -> browser.evaluate("document.documentElement.outerHTML"));
    }
}
