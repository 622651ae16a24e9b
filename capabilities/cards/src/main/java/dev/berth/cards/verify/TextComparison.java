package dev.berth.cards.verify;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import dev.berth.cards.render.RenderedDocument;
import dev.berth.cards.render.RenderedDocument.Kind;
import dev.berth.cards.render.RenderedDocument.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Comparison of a written text with the one that belongs there, which names what differs.
///
/// Lines that both have at the beginning and at the end are left out; the rest is compared line by
/// line (Myers' algorithm), and in lines that differ word by word. A changed word is named by the
/// span of the expected text in which it stands. The cost grows with the number of lines times the
/// number of differences, so both are bounded; beyond the bounds the first difference is named.
final class TextComparison {
    /// Lines between the first and the last difference.
    private static final int LINES_MAX = 5_000;

    /// Words of one line.
    private static final int WORDS_MAX = 2_000;

    private static final Pattern WORD =
            Pattern.compile("[-−]?\\d[\\d.,]*|[\\p{L}\\p{N}_]+|\\s+|.", Pattern.DOTALL);

    private final String place;
    private final RenderedDocument expected;
    private final int differencesMax;
    private final List<DocumentDifference> differences = new ArrayList<>();

    private TextComparison(String place, RenderedDocument expected, int differencesMax) {
        this.place = place;
        this.expected = expected;
        this.differencesMax = differencesMax;
    }

    /// The differences, at most so many.
    ///
    /// @param place the file, as messages name it
    static List<DocumentDifference> compare(
            String place, RenderedDocument expected, String written, int differencesMax) {
        var comparison = new TextComparison(place, expected, differencesMax);
        comparison.compare(Line.all(expected.text()), Line.all(written.replace("\r\n", "\n")));
        return comparison.differences;
    }

    /// A line without its break.
    ///
    /// @param start index of its first character
    private record Line(int start, String text) {
        static List<Line> all(String text) {
            List<Line> lines = new ArrayList<>();
            int start = 0;
            while (start <= text.length()) {
                int end = text.indexOf('\n', start);
                end = end < 0 ? text.length() : end;
                lines.add(new Line(start, text.substring(start, end)));
                start = end + 1;
            }
            return lines;
        }
    }

    private void compare(List<Line> wanted, List<Line> found) {
        int from = 0;
        int least = Math.min(wanted.size(), found.size());
        while (from < least && isSame(wanted.get(from), found.get(from))) {
            from++;
        }
        int back = 0;
        while (back < least - from
                && isSame(
                        wanted.get(wanted.size() - 1 - back), found.get(found.size() - 1 - back))) {
            back++;
        }
        List<Line> wantedPart = wanted.subList(from, wanted.size() - back);
        List<Line> foundPart = found.subList(from, found.size() - back);
        if (wantedPart.isEmpty() && foundPart.isEmpty()) {
            return;
        }
        if (wantedPart.size() > LINES_MAX || foundPart.size() > LINES_MAX) {
            pair(wantedPart.subList(0, 1), foundPart.subList(0, 1), from);
            return;
        }
        var patch = DiffUtils.diff(texts(wantedPart), texts(foundPart));
        for (AbstractDelta<String> delta : patch.getDeltas()) {
            int wantedStart = delta.getSource().getPosition();
            int foundStart = delta.getTarget().getPosition();
            pair(
                    wantedPart.subList(wantedStart, wantedStart + delta.getSource().size()),
                    foundPart.subList(foundStart, foundStart + delta.getTarget().size()),
                    from + foundStart);
        }
    }

    private static boolean isSame(Line one, Line other) {
        return one.text().equals(other.text());
    }

    private static List<String> texts(List<Line> lines) {
        return lines.stream().map(Line::text).toList();
    }

    /// Compares lines that stand for each other, then those without a counterpart.
    ///
    /// @param index of the first found line in the file
    private void pair(List<Line> wanted, List<Line> found, int index) {
        int common = Math.min(wanted.size(), found.size());
        for (int i = 0; i < common; i++) {
            words(wanted.get(i), found.get(i).text(), index + i + 1);
        }
        for (int i = common; i < wanted.size(); i++) {
            missing(wanted.get(i), index + common + 1);
        }
        for (int i = common; i < found.size(); i++) {
            if (!found.get(i).text().isBlank()) {
                int at = wanted.isEmpty() ? 0 : wanted.getLast().start();
                add(index + i + 1, Optional.empty(), at, found.get(i).text(), "");
            }
        }
    }

    /// Each value of a line that is not there, or the line as a whole.
    private void missing(Line line, int lineNumber) {
        if (line.text().isBlank()) {
            return;
        }
        int end = line.start() + line.text().length();
        List<Span> values =
                expected.spans().stream()
                        .filter(span -> span.kind() == Kind.VALUE)
                        .filter(span -> span.start() < end && span.end() > line.start())
                        .toList();
        for (Span value : values) {
            String text = expected.text().substring(value.start(), value.end());
            add(lineNumber, Optional.of(value), value.start(), "", text);
        }
        if (values.isEmpty()) {
            add(lineNumber, Optional.empty(), line.start(), "", line.text());
        }
    }

    private void words(Line wanted, String found, int lineNumber) {
        List<String> wantedWords = split(wanted.text());
        List<String> foundWords = split(found);
        if (wantedWords.size() > WORDS_MAX || foundWords.size() > WORDS_MAX) {
            add(
                    lineNumber,
                    span(wanted.start(), wanted.start() + wanted.text().length()),
                    wanted.start(),
                    found,
                    wanted.text());
            return;
        }
        for (AbstractDelta<String> delta : DiffUtils.diff(wantedWords, foundWords).getDeltas()) {
            int start = wanted.start() + length(wantedWords, delta.getSource().getPosition());
            String before = String.join("", delta.getSource().getLines());
            String after = String.join("", delta.getTarget().getLines());
            add(lineNumber, span(start, start + before.length()), start, after, before);
        }
    }

    private static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find() && words.size() <= WORDS_MAX) {
            words.add(matcher.group());
        }
        return words;
    }

    private static int length(List<String> words, int count) {
        return words.subList(0, count).stream().mapToInt(String::length).sum();
    }

    /// The value that stands at these characters of the expected text, or at their edge.
    private Optional<Span> span(int start, int end) {
        return expected.spans().stream()
                .filter(span -> span.kind() == Kind.VALUE)
                .filter(span -> span.start() <= end && span.end() >= start)
                .findFirst();
    }

    private void add(int line, Optional<Span> span, int position, String found, String wanted) {
        if (differences.size() < differencesMax) {
            differences.add(
                    new DocumentDifference(
                            place + ":" + line,
                            span.map(Span::label).orElseGet(() -> inSection(position)),
                            found,
                            wanted));
        }
    }

    private String inSection(int position) {
        return expected.spans().stream()
                .filter(span -> span.kind() == Kind.HEADING && span.start() <= position)
                .reduce((first, last) -> last)
                .map(span -> "the text of the section '" + span.label() + "'")
                .orElse("the text at the beginning");
    }
}
