package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the interactive page in a real browser.
@ExtendWith({SharedBrowser.class, ExampleServers.Extension.class})
class DocsPageTest {
    @Test
    void page_inBrowser_showsTheModelAndAnswersWhatIsSent(Browser browser, ExampleServers servers) {
        RunningServer server = servers.of("sentences");
        browser.open(server.uri("/docs"));
        until(
                browser,
                "a model is shown",
                "document.querySelectorAll('#models section').length === 1");
        assertThat(browser.evaluate("document.getElementById('summary').textContent"))
                .contains("1 model ready");
        assertThat(browser.evaluate("document.getElementById('models').textContent"))
                .contains("sentences", "an English sentence", "embedding");

        browser.evaluate(
                "[...document.querySelectorAll('button')].find(b => b.textContent === 'Send').click()");
        until(
                browser,
                "an answer is shown",
                "document.querySelector('.outcome').textContent !== ''");
        assertThat(browser.evaluate("document.querySelector('.outcome').textContent"))
                .isEqualTo("200 answered");
        assertThat(browser.evaluate("document.querySelector('pre').textContent"))
                .contains("embedding", "… 384 numbers");
    }

    @Test
    void page_ofAnEndpointWithAListOfObjects_showsTheirFields(
            @TempDir Path directory, Browser browser) {
        SystemBuilder.in(directory)
                .with("twice", PackageBuilder.scale(2))
                .write(
                        "endpoints/all.yaml",
                        """
                        summary: Doubles many numbers
                        inputs:
                          - {name: rows, type: float32, shape: [rows, 1], meaning: the numbers}
                        steps:
                          it: {model: twice, for-each: row in input.rows, inputs: {x: row}}
                        outputs:
                          lines: {meaning: all of them, list: {y: {value: it.y, meaning: twice it, unit: m}}}
                        """);
        try (var server = RunningServer.start(directory)) {
            browser.open(server.uri("/docs"));
            until(browser, "it is shown", "document.getElementById('model-all') !== null");
            assertThat(browser.evaluate("document.getElementById('model-all').textContent"))
                    .contains("lineslistall of them", "lines[].ynumber[1]twice itin m");
            browser.evaluate("document.querySelector('#model-all button').click()");
            until(
                    browser,
                    "an answer is shown",
                    "document.querySelector('#model-all .outcome').textContent !== ''");
            assertThat(browser.evaluate("document.querySelector('#model-all pre').textContent"))
                    .contains("\"lines\": [", "\"y\": [0]");
        }
    }

    @Test
    void page_recordThatDoesNotFit_showsWhy(Browser browser, ExampleServers servers) {
        RunningServer server = servers.of("sentences");
        browser.open(server.uri("/docs"));
        until(
                browser,
                "a model is shown",
                "document.querySelectorAll('#models section').length === 1");
        browser.evaluate("document.querySelector('textarea').value = '{\"txt\": 7}'");
        browser.evaluate(
                "[...document.querySelectorAll('button')].find(b => b.textContent === 'Send').click()");
        until(
                browser,
                "an answer is shown",
                "document.querySelector('.outcome').textContent !== ''");
        assertThat(browser.evaluate("document.querySelector('.outcome').textContent"))
                .isEqualTo("422 refused");
        assertThat(browser.evaluate("document.querySelector('pre').textContent")).contains("$.txt");
    }

    private static void until(Browser browser, String what, String condition) {
        Await.until(
                what,
                () -> browser.evaluate(condition).equals("true"),
                () -> browser.evaluate("document.documentElement.outerHTML"));
    }
}
