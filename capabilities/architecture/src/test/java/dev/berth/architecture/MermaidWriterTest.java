package dev.berth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MermaidWriterTest {
    @Test
    void text_ofAView_namesNodesByNumbersAndQuotesTheirTexts() {
        var view =
                new Diagram(
                        "t",
                        "",
                        List.of(),
                        List.of(
                                Node.of("end", Kind.REQUEST, "end", List.of("x: [\"a\"]")),
                                new Node(
                                        "b",
                                        Kind.MODEL,
                                        "graph; TB",
                                        List.of("<b>`#` %%{init}%%"),
                                        List.of("y = 0"),
                                        false,
                                        Optional.empty())),
                        List.of(new Edge("end", "b", "a|b", true)));
        assertThat(MermaidWriter.of(view))
                .startsWith(
                        """
                        flowchart TB
                          n0(["end<br/>x: [#34;a#34;]"]):::request
                          n1["graph#59; TB<br/>#60;b#62;#96;#35;#96; #37;#37;#123;init#125;#37;#37;<br/>else y = 0"]:::model
                          n0 -.->|"a#124;b"| n1
                          subgraph legend["Legend"]
                        """)
                .contains("l_request([\"what callers send\"]):::request")
                .doesNotContain("l_guard");
    }

    @Test
    void text_ofAnEndpointThatIsShown_isASubgraph() {
        Diagram inner =
                new Diagram(
                        "i",
                        "",
                        List.of(),
                        List.of(Node.of("m", Kind.MODEL, "m", List.of())),
                        List.of());
        var node =
                new Node("e", Kind.ENDPOINT, "e", List.of(), List.of(), false, Optional.of(inner));
        assertThat(MermaidWriter.of(new Diagram("t", "", List.of(), List.of(node), List.of())))
                .startsWith(
                        """
                        flowchart TB
                          subgraph n0["e"]
                            direction TB
                            n1["m"]:::model
                          end
                        """);
    }

    @Test
    void texts_ofAnyView_haveNothingUnquotedAndAreTheSameAgain() {
        long seed = Long.getLong("berth.seed", 1);
        System.out.println("seed " + seed);
        var views = new RandomDiagrams(new Random(seed));
        for (int i = 0; i < 100; i++) {
            Diagram view = views.next(2);
            String text = MermaidWriter.of(view);
            assertThat(MermaidWriter.of(view)).isEqualTo(text);
            for (String line : text.lines().toList()) {
                String bare = line.replaceAll("\"[^\"]*\"", "");
                assertThat(bare).doesNotContain("\"").matches("[\\x20-\\x7e]*");
                assertThat(line).doesNotContain("`", "%%");
            }
        }
    }
}
