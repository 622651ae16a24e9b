package dev.berth.cards.render;

import dev.berth.charts.text.DisplayText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Marks around the values of YAML front matter, each named by its key, and by the `name` and
/// `slice` written before it: `value of ROC AUC of young in the metadata`.
final class FrontMatterMarks {
    private static final Pattern ENTRY = Pattern.compile("^(\\s*(?:- )*)([\\w-]+): (.+)$");

    private final SpanMarks marks;
    private String name = "";
    private String slice = "";

    private FrontMatterMarks(SpanMarks marks) {
        this.marks = marks;
    }

    /// The text with marks, line by line.
    static String mark(String yaml, SpanMarks marks) {
        var marking = new FrontMatterMarks(marks);
        var marked = new StringBuilder();
        DisplayText.clean(yaml)
                .lines()
                .forEach(line -> marked.append(marking.line(line)).append('\n'));
        return marked.toString();
    }

    private String line(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            if (line.strip().equals("- task:")) {
                slice = "";
            }
            return line;
        }
        String key = entry.group(2);
        String value = entry.group(3);
        switch (key) {
            case "name" -> name = value;
            case "slice" -> slice = value;
            default -> {}
        }
        String label =
                key
                        + (name.isEmpty() ? "" : " of " + name)
                        + (slice.isEmpty() ? "" : " of " + slice)
                        + " in the metadata";
        return entry.group(1) + key + ": " + marks.value(label, value);
    }
}
