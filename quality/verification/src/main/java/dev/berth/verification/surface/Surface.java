package dev.berth.verification.surface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;

/// Public surface of a checkout as sorted lines, and the difference of two.
public final class Surface {
    private Surface() {}

    /// Reads a built checkout without changing it.
    static SortedSet<String> of(Path checkout) throws IOException {
        SortedSet<String> lines = new TreeSet<>();
        lines.addAll(SourceSurface.settings(checkout));
        lines.addAll(SourceSurface.messages(checkout));
        lines.addAll(SourceSurface.tables(checkout));
        var launcher = new Launcher(checkout);
        lines.addAll(CommandSurface.of(launcher));
        lines.addAll(ServerSurface.of(launcher));
        return lines;
    }

    /// The lines of only one, each after `-` or `+`.
    static SortedSet<String> difference(SortedSet<String> before, SortedSet<String> after) {
        SortedSet<String> lines =
                new TreeSet<>(
                        (a, b) -> {
                            int byText = a.substring(2).compareTo(b.substring(2));
                            return byText == 0 ? b.compareTo(a) : byText;
                        });
        before.stream()
                .filter(line -> !after.contains(line))
                .forEach(line -> lines.add("- " + line));
        after.stream()
                .filter(line -> !before.contains(line))
                .forEach(line -> lines.add("+ " + line));
        return lines;
    }

    /// Prints the surface of one checkout, or the difference of two.
    public static void main(String[] arguments) throws IOException {
        SortedSet<String> first = of(Path.of(arguments[0]));
        SortedSet<String> lines =
                arguments.length == 1 ? first : difference(first, of(Path.of(arguments[1])));
        lines.forEach(System.out::println);
    }
}
