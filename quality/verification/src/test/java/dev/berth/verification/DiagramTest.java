package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.system.SystemBuilder;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `berth diagram` in a real browser: the text rendered by Mermaid, the image with the
/// browser's own fonts.
@ExtendWith(SharedBrowser.class)
class DiagramTest {
    private static final String MERMAID =
            "/META-INF/resources/webjars/mermaid/11.14.0/dist/mermaid.min.js";

    /// A graph with every construct; its models do not exist, which a diagram does not need.
    private static final String ALL =
            """
            summary: Everything that a graph may have, with <b>"hard"</b> & `long` texts; end
            inputs:
              - {name: language, type: string, meaning: the language}
              - {name: end, type: float32, shape: [boxes, 4], meaning: some boxes}
            steps:
              end: {model: detector, inputs: {image: input.image}, timeout: 20ms, default-outputs: {boxes: [[0, 0, 1, 1]]}}
              read: {model: reader@2, for-each: box in end.boxes, inputs: {box: box}}
              graph: {compute: {total: "size(read.text) + size('a \\"quoted\\" <b> %%{init}%% #35; `x` |y| [z] {w}')"}}
              mood: {ensemble: [{model: trees, weight: 3}, {model: linear}, {endpoint: inner}], inputs: {x: graph.total}}
              topic: {cascade: [{endpoint: inner, accept: "score >= 0.8"}, {model: large}], max-escalation-ratio: 0.25, inputs: {text: read.text}}
              way: {switch: [{when: "input.language == 'de'", model: german}, {model: other}], inputs: {text: read.text}}
            outputs:
              lines: {list: {text: read.text, box: end.boxes}}
              mood: mood.score
              topic: topic.label
              way: way.label
            guards:
              large: {on: input, when: size(input.image) > 5000000, reject: "at most; five [megabytes]"}
              known: {on: input, when: input.language == "xx", respond: {lines.text: "[]", lines.box: "[]", mood: 0, topic: "''", way: "''"}}
              dim: {on: output, for-each: line in output.lines, when: "size(line.text) < 2", omit: lines of a letter}
            traffic:
              variants: {stable: {weight: 90}, fresh: {weight: 10, replace: {reader@2: reader@3}}}
            """;

    @TempDir private Path directory;

    @BeforeEach
    void write() {
        SystemBuilder.in(directory)
                .write("endpoints/all.yaml", ALL)
                .write(
                        "endpoints/inner.yaml",
                        "summary: x\nsteps: {a: {model: small}, b: {model: head, inputs: {x: a.y}}}\n");
    }

    private static String drawn(String system, String endpoint, String... more) {
        String[] arguments = new String[4 + more.length];
        List<String> first = List.of("diagram", system, "--endpoint", endpoint);
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = i < 4 ? first.get(i) : more[i - 4];
        }
        Outcome outcome = InProcessCommand.run(arguments);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome.out();
    }

    @Test
    void mermaid_givenTheText_drawsIt(Browser browser) throws IOException {
        try (InputStream script = getClass().getResourceAsStream(MERMAID)) {
            Files.copy(Objects.requireNonNull(script), directory.resolve("mermaid.js"));
        }
        Path page =
                Files.writeString(
                        directory.resolve("page.html"),
                        "<meta charset=utf-8><script src=mermaid.js></script>");
        browser.open(page.toUri());
        Await.until(
                "Mermaid is there",
                () -> browser.evaluate("typeof mermaid").equals("object"),
                () -> browser.evaluate("document.documentElement.outerHTML"));
        for (String text :
                List.of(
                        drawn(directory.toString(), "all"),
                        drawn(directory.toString(), "all", "--expand"),
                        drawn("examples/two-phase", "topic"),
                        drawn("examples/many-models", "drive"))) {
            String outcome =
                    browser.evaluate(
                            "mermaid.render('drawn', %s).then(r => r.svg.includes('<svg') ? 'drawn' : r.svg, e => String(e))"
                                    .formatted(RunningServer.quoted(text)));
            assertThat(outcome).as(text).isEqualTo("drawn");
        }
    }

    @Test
    void picture_inTheBrowsersFonts_hasNoTextBeyondItsNode(Browser browser) throws IOException {
        for (String svg :
                List.of(
                        drawn(directory.toString(), "all", "--format", "svg", "--expand"),
                        drawn("examples/two-phase", "topic", "--format", "svg"),
                        drawn("examples/many-models", "drive", "--format", "svg"))) {
            Path file = Files.writeString(directory.resolve("picture.svg"), svg);
            browser.open(file.toUri());
            Await.until(
                    "the picture is shown",
                    () ->
                            browser.evaluate("document.readyState + document.rootElement?.tagName")
                                    .equals("completesvg"),
                    () -> browser.evaluate("document.documentElement.outerHTML"));
            assertThat(
                            browser.evaluate(
                                    """
                                    [...document.querySelectorAll('g.node')].flatMap(node => {
                                      const box = node.querySelector('rect,polygon').getBBox();
                                      return [...node.querySelectorAll('text')].filter(text => {
                                        const inner = text.getBBox();
                                        return inner.x < box.x || inner.x + inner.width > box.x + box.width
                                          || inner.y < box.y || inner.y + inner.height > box.y + box.height;
                                      }).map(text => text.textContent);
                                    }).join('|') + '/' + (document.querySelectorAll('g.node').length > 5)
                                    """))
                    .isEqualTo("/true");
        }
    }
}
