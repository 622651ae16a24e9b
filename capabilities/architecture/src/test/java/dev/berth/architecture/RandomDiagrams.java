package dev.berth.architecture;

import dev.berth.architecture.Diagram.Edge;
import dev.berth.architecture.Diagram.Kind;
import dev.berth.architecture.Diagram.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Views of any shape, some within others, and with texts that are hard to write.
final class RandomDiagrams {
    private static final List<Kind> KINDS = List.of(Kind.values());

    private static final List<String> TEXTS =
            List.of(
                    "",
                    "a",
                    "end",
                    "score >= 0.8 && size(\"x\") < 3",
                    "<b>&amp;\"'`#;%%{init}%%|",
                    "一个很长的名字没有空格一个很长的名字没有空格一个很长的名字没有空格",
                    "a_very_long_name_without_any_space_in_it_that_goes_on_and_on_and_on_for_ever",
                    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
                    "several words that take more than one line of a box, and then some more",
                    "😀 emoji \u0007 bell \n line");

    private final Random random;

    RandomDiagrams(Random random) {
        this.random = random;
    }

    Diagram next(int depth) {
        int count = 1 + random.nextInt(depth > 0 ? 25 : 5);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(
                    new Node(
                            "n " + i,
                            KINDS.get(random.nextInt(KINDS.size())),
                            text(),
                            texts(3),
                            texts(2),
                            random.nextInt(5) == 0,
                            depth > 0 && random.nextInt(8) == 0
                                    ? Optional.of(next(depth - 1))
                                    : Optional.empty()));
        }
        List<Edge> edges = new ArrayList<>();
        int wanted = random.nextInt(2 * count);
        for (int i = 0; i < wanted; i++) {
            int from = random.nextInt(count);
            int to = random.nextInt(count);
            if (from != to) {
                // Some go in circles.
                boolean isBack = from > to && random.nextInt(10) > 0;
                edges.add(
                        new Edge(
                                "n " + (isBack ? to : from),
                                "n " + (isBack ? from : to),
                                text(),
                                random.nextBoolean()));
            }
        }
        return new Diagram(text(), text(), texts(3), nodes, edges);
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private List<String> texts(int max) {
        List<String> texts = new ArrayList<>();
        int count = random.nextInt(max + 1);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return texts;
    }
}
