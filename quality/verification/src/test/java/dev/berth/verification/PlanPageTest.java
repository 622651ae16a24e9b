package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.verification.BerthProgram.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the pages of `berth plan` in a real browser.
@ExtendWith(SharedBrowser.class)
class PlanPageTest {
    /// Texts of a diagram that are beyond their box or the drawing, or too small.
    private static final String UNREADABLE =
            """
            [...document.querySelectorAll('.sites > div')]
              .filter(div => div.getBoundingClientRect().width > 0)
              .flatMap(div => {
                const svg = div.querySelector('svg');
                const all = svg.viewBox.baseVal;
                const scale = svg.getBoundingClientRect().width / all.width;
                const beyond = (text, box) => {
                  const t = text.getBBox();
                  return t.x < box.x - 1 || t.x + t.width > box.x + box.width + 1
                    || t.y < box.y - 1 || t.y + t.height > box.y + box.height + 1;
                };
                return [
                  ...[...svg.querySelectorAll('g.node')].flatMap(node =>
                    [...node.querySelectorAll('text')].filter(
                      text => beyond(text, node.querySelector('rect').getBBox()))),
                  ...[...svg.querySelectorAll('text')].filter(text => beyond(text, all)
                    || parseFloat(getComputedStyle(text).fontSize) * scale < 7.5)
                ].map(text => text.textContent);
              }).join('|')
            """;

    /// Texts of charts that are beyond their drawing.
    private static final String CUT =
            """
            [...document.querySelectorAll('svg.chart')].flatMap(svg => {
              const all = svg.viewBox.baseVal;
              return [...svg.querySelectorAll('text:not([transform])')].filter(text => {
                const t = text.getBBox();
                return t.x < -1 || t.x + t.width > all.width + 1 || t.y + t.height > all.height + 1;
              }).map(text => text.textContent);
            }).join('|')
            """;

    @TempDir private Path directory;

    @Test
    void pages_ofTheExamples_areReadableAtTwoWidths(Browser browser) {
        for (String name :
                new String[] {"ar-glasses", "playlists", "transcription", "vehicle", "keyboard"}) {
            Path file = directory.resolve(name + ".html");
            Outcome outcome =
                    InProcessCommand.run("plan", "examples/" + name, "--report", file.toString());
            assertThat(outcome.status()).as(outcome.err()).isZero();
            browser.open(file.toUri());
            Await.until(
                    name + " is shown",
                    () ->
                            browser.evaluate(
                                            "document.readyState + document.querySelector('h1')?.textContent")
                                    .equals("complete" + name),
                    () -> browser.evaluate("document.documentElement.outerHTML"));
            for (int width : new int[] {420, 1200}) {
                browser.resize(width, 900);
                check(browser, name, width);
            }
        }
    }

    private static void check(Browser browser, String name, int width) {
        String where = name + " at " + width;
        String shown = width < 600 ? "tall" : "wide";
        assertThat(
                        browser.evaluate(
                                "[...document.querySelectorAll('.sites > div')].filter(div =>"
                                        + " div.getBoundingClientRect().width > 0).map(div =>"
                                        + " div.className).join()"))
                .as(where)
                .isEqualTo(shown);
        assertThat(
                        browser.evaluate(
                                "String(document.documentElement.scrollWidth -"
                                        + " document.documentElement.clientWidth)"))
                .as("scrolled sideways: " + where)
                .isEqualTo("0");
        assertThat(browser.evaluate(UNREADABLE)).as(where).isEmpty();
        assertThat(browser.evaluate(CUT)).as(where).isEmpty();
        // The policy names the digest of the style sheet: without it nothing would be styled.
        assertThat(
                        browser.evaluate(
                                "String(document.querySelectorAll('svg.chart').length >= 6 &&"
                                        + " getComputedStyle(document.querySelector('.skip')).position === 'absolute')"))
                .as(where)
                .isEqualTo("true");
    }
}
