package dev.berth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import dev.berth.catalog.Catalog;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Diagrams of each element that an endpoint may have.
final class EndpointDiagramBuilderTest {
    @TempDir private Path directory;

    /// Every model takes `text` and gives `label` and `score`.
    private final class Known implements SignatureLookup {
        private final boolean expand;

        Known(boolean expand) {
            this.expand = expand;
        }

        @Override
        public Optional<Signature> signature(Callee callee) {
            return Optional.of(
                    new Signature(
                            Optional.empty(),
                            List.of(field("text")),
                            List.of(field("label"), field("score"))));
        }

        @Override
        public Optional<EndpointDescription> expanded(EndpointName endpoint) {
            return expand ? Optional.of(description(endpoint.value())) : Optional.empty();
        }
    }

    private static Field field(String name) {
        return Field.of(
                name, ElementType.STRING, new DeclaredShape(List.of(Dimension.dynamic("words"))));
    }

    private void write(String name, String content) {
        try {
            Path folder = Files.createDirectories(directory.resolve("endpoints"));
            Files.writeString(directory.resolve("berth.yaml"), "name: s\n");
            Files.createDirectories(directory.resolve("models"));
            Files.writeString(folder.resolve(name + ".yaml"), "summary: About\n" + content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private EndpointDescription description(String name) {
        return Catalog.open(directory).read().part(EndpointEntries.class).all().stream()
                .filter(entry -> entry.name().equals(name))
                .map(entry -> ((EndpointEntry.Valid) entry).description())
                .findFirst()
                .orElseThrow();
    }

    private Diagram view(String content) {
        write("e", content);
        return EndpointDiagramBuilder.of(description("e"), new Known(false));
    }

    private static Node node(Diagram view, String id) {
        return view.nodes().stream().filter(n -> n.id().equals(id)).findFirst().orElseThrow();
    }

    private static List<String> edges(Diagram view) {
        return view.edges().stream()
                .map(
                        edge ->
                                edge.from()
                                        + (edge.isConditional() ? " ~ " : " > ")
                                        + edge.to()
                                        + (edge.label().isEmpty() ? "" : ": " + edge.label()))
                .toList();
    }

    @Test
    void view_ofOneModel_goesFromTheRequestToTheAnswer() {
        Diagram view =
                view(
                        "owner: us\nsteps: {it: {model: m, timeout: 50ms, default-outputs: {label: [], score: [a]}}}\n");
        assertThat(view.title()).isEqualTo("e");
        assertThat(view.summary()).isEqualTo("About");
        assertThat(view.notes()).containsExactly("owner: us", "answers within 30 s");
        assertThat(node(view, "request").details()).containsExactly("text: string [words]");
        Node it = node(view, "step it");
        assertThat(it.kind()).isEqualTo(Kind.MODEL);
        assertThat(it.details()).containsExactly("m", "within 50 ms");
        assertThat(it.standIns()).containsExactly("label = []", "score = [a]");
        assertThat(node(view, "answer").details()).containsExactly("label", "score");
        assertThat(edges(view))
                .containsExactly("request > step it: text", "step it > answer: label, score");
    }

    @Test
    void fallbacks_areOneNodeBesideTheSteps() {
        Diagram view =
                view(
                        """
                        steps: {it: {model: m}}
                        guards:
                          dark: {on: output, when: output.score == '', fallback: too dark}
                        cache: {max-bytes: 1MiB, ttl: 1m}
                        fallback:
                          kept: {cached: 1h}
                          before: {replace: {m: m@1}}
                          none: {respond: {label: "[]", score: "[]"}}
                        slo: {availability: 0.9995, latency: {threshold: 100ms, target-ratio: 0.99}}
                        """);
        assertThat(view.notes())
                .endsWith("promises 99.95 % answered, 99 % within 100 ms, over 30 days");
        assertThat(node(view, "fallback").details())
                .containsExactly(
                        "kept: kept answers, up to 60 min old",
                        "before: m@1 for m",
                        "none: a rule for label, score");
        assertThat(node(view, "guard dark").details()).contains("falls back: too dark");
        assertThat(edges(view))
                .contains(
                        "request ~ fallback: if steps fail",
                        "guard dark ~ fallback: falls back",
                        "fallback ~ answer");
    }

    @Test
    void steps_thatReadEachOther_haveEdgesWithTheFields() {
        Diagram view =
                view(
                        """
                        steps:
                          a: {model: m}
                          b: {compute: {x: "a.score + input.text.size() + 'input.none'", y: a.label}}
                          c: {model: m, for-each: word in a.label, inputs: {text: word}}
                        outputs:
                          all: {list: {w: c.label, s: "b.x"}}
                        """);
        assertThat(node(view, "step b").details())
                .containsExactly("x = a.score + input.text.size() + 'input.none'", "y = a.label");
        assertThat(node(view, "step c").isFannedOut()).isTrue();
        assertThat(node(view, "step c").details()).containsExactly("m", "each word in a.label");
        assertThat(node(view, "answer").details()).containsExactly("all: list of w, s");
        assertThat(edges(view))
                .containsExactlyInAnyOrder(
                        "request > step a: text",
                        "step a > step b: score, label",
                        "request > step b: text",
                        "step a > step c: label",
                        "step c > answer: label",
                        "step b > answer: x");
    }

    @Test
    void cascade_drawn_hasItsConditionsAndTheBoundOnEscalation() {
        Diagram view =
                view(
                        """
                        steps:
                          two: {cascade: [{model: a, accept: "score > 1"}, {endpoint: f, accept: "score > 2"}, {model: c}], max-escalation-ratio: 0.25}
                        """);
        assertThat(view.nodes())
                .extracting(node -> node.kind() + " " + node.title() + " " + node.details())
                .contains(
                        "MODEL a []",
                        "DECISION sure enough? [score > 1]",
                        "ENDPOINT f [endpoint]",
                        "DECISION sure enough? [score > 2]",
                        "JOIN two [the first answer that is accepted]");
        assertThat(edges(view))
                .contains(
                        "request > step two part 0: text",
                        "step two part 0 decision ~ step two: yes",
                        "step two part 0 decision ~ step two part 2: no: at most 25 % of the records",
                        "step two part 2 decision ~ step two part 4: no",
                        "step two part 4 > step two");
    }

    @Test
    void ensembleAndSwitch_drawn_haveWeightsAndConditions() {
        Diagram view =
                view(
                        """
                        steps:
                          all: {ensemble: [{model: a, weight: 3}, {model: b}], combine: vote}
                          one: {switch: [{when: "all.score == 'x'", model: c}, {model: d}], inputs: {text: all.label}}
                        """);
        assertThat(node(view, "step all").details()).containsExactly("vote by weight");
        assertThat(edges(view))
                .contains(
                        "step all part 0 > step all: weight 3",
                        "step all part 1 > step all: weight 1",
                        "step all > step one decision: score, label",
                        "step one decision ~ step one part 1: all.score == 'x'",
                        "step one decision ~ step one part 2: otherwise");
    }

    @Test
    void guards_drawn_standInTheWayOfTheRecord() {
        Diagram view =
                view(
                        """
                        steps: {it: {model: m}}
                        guards:
                          a: {on: input, when: "input.text == []", reject: no text}
                          b: {on: input, when: "true", respond: {label: "['x']", score: "['x']"}}
                          c: {on: output, when: "it.score == []", replace: {label: "input.text"}}
                          d: {on: output, clamp: {score: {min: 0, max: 1}}, failure-policy: ignore}
                        """);
        assertThat(node(view, "guard a").details())
                .containsExactly("if input.text == []", "rejects: no text");
        assertThat(node(view, "guard d").details())
                .containsExactly("clamps score to 0 to 1", "ignored if it fails");
        assertThat(edges(view))
                .containsExactlyInAnyOrder(
                        "request > guard a",
                        "guard a > guard b",
                        "guard b ~ answer: answers itself",
                        "guard b > step it: text",
                        "step it > guard c: label, score",
                        "guard b > guard c: text",
                        "guard c > guard d",
                        "guard d > answer");
    }

    @Test
    void variants_drawn_haveTheirSharesAndWhatTheyReplace() {
        Diagram view =
                view(
                        """
                        steps: {it: {model: m}}
                        traffic:
                          variants: {old: {weight: 3}, new: {weight: 1, replace: {m: m@2}}}
                        """);
        assertThat(node(view, "variants").details())
                .containsExactly("old 75 %", "new 25 %: m@2 for m", "by chance");
        assertThat(node(view, "step it").details()).containsExactly("m", "new: m@2");
        assertThat(edges(view)).startsWith("request > variants", "variants > step it: text");
    }

    @Test
    void endpoints_expanded_showWhatTheyConsistOf() {
        write("inner", "steps: {x: {model: m}, again: {endpoint: inner}}\n");
        write("e", "steps: {it: {endpoint: inner}}\n");
        Diagram view = EndpointDiagramBuilder.of(description("e"), new Known(true));
        Diagram inner = node(view, "step it").inner().orElseThrow();
        assertThat(inner.nodes())
                .extracting(Node::title)
                .containsExactly("request", "x", "again", "answer");
        // Within itself it is not shown again.
        assertThat(node(inner, "step again").inner()).isEmpty();
        assertThat(EndpointDiagramBuilder.of(description("e"), new Known(false)).nodes())
                .allSatisfy(node -> assertThat(node.inner()).isEmpty());
    }

    @Test
    void models_ofWhichNothingIsKnown_areDrawnWithoutFields() {
        write("e", "steps: {a: {model: m}, b: {model: n, inputs: {x: a.y}}}\n");
        Diagram view =
                EndpointDiagramBuilder.of(
                        description("e"),
                        new SignatureLookup() {
                            @Override
                            public Optional<Signature> signature(Callee callee) {
                                return Optional.empty();
                            }

                            @Override
                            public Optional<EndpointDescription> expanded(EndpointName endpoint) {
                                return Optional.empty();
                            }
                        });
        assertThat(view.edges())
                .containsExactly(
                        new Edge("request", "step a", "", false),
                        new Edge("step a", "step b", "y", false),
                        new Edge("step b", "answer", "all outputs", false));
    }
}
