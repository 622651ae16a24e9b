package dev.berth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class SvgWriterTest {
    private static final int VIEWS = 30 * Integer.getInteger("berth.cases.factor", 1);

    private static Document parsed(String svg) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(svg)));
        } catch (Exception e) {
            throw new AssertionError(svg, e);
        }
    }

    private static List<String> texts(Document document, String element) {
        NodeList found = document.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    private static Diagram view() {
        return new Diagram(
                "t<o>pic",
                "What it is \"about\"",
                List.of("owner: us"),
                List.of(
                        Node.of("r", Kind.REQUEST, "request", List.of("text: string")),
                        new Node(
                                "m",
                                Kind.MODEL,
                                "end",
                                List.of("a & b < c"),
                                List.of("y = 0"),
                                true,
                                Optional.empty())),
                List.of(new Edge("r", "m", "text", true)));
    }

    @Test
    void picture_ofAView_hasItsTextsEscapedAndALegendOfWhatOccurs() {
        Document document = parsed(SvgWriter.of(view()));
        assertThat(texts(document, "text"))
                .contains(
                        "t<o>pic",
                        "What it is \"about\"",
                        "owner: us",
                        "request",
                        "text: string",
                        "end",
                        "a & b < c",
                        "y = 0",
                        "text",
                        "what callers send",
                        "a model",
                        "dashed arrow: for some records only",
                        "below a dashed line: what stands in if it fails or is late",
                        "“each … in …”: once for each element of a list")
                .doesNotContain("what callers get", "another endpoint");
    }

    @Test
    void picture_forThoseWhoDoNotSeeIt_isTold() {
        Document document = parsed(SvgWriter.of(view()));
        assertThat(document.getDocumentElement().getAttribute("role")).isEqualTo("img");
        assertThat(document.getDocumentElement().getAttribute("aria-labelledby"))
                .isEqualTo("title description");
        assertThat(texts(document, "title")).containsExactly("t<o>pic");
        assertThat(texts(document, "desc"))
                .containsExactly(
                        "What it is \"about\"; request (what callers send) leads to end; end (a model)");
        assertThat(SvgWriter.of(view())).contains("prefers-color-scheme:dark");
    }

    @Test
    void pictures_ofAnyView_areSoundXmlAndTheSameAgain() {
        long seed = Long.getLong("berth.seed", 1);
        System.out.println("seed " + seed);
        var views = new RandomDiagrams(new Random(seed));
        for (int i = 0; i < VIEWS; i++) {
            Diagram view = views.next(2);
            String svg = SvgWriter.of(view);
            parsed(svg);
            assertThat(SvgWriter.of(view)).isEqualTo(svg);
            assertThat(svg).doesNotContain("NaN", "Infinity");
        }
    }
}
