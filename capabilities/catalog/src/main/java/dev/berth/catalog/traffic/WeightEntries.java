package dev.berth.catalog.traffic;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.TrafficWeightChange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Changes of weights as a journal has them: a YAML list, each entry some lines of which the first
/// begins with `- at:` and the last with `after:`. So an entry of which only a part was written is
/// told from one that is damaged.
final class WeightEntries {
    private static final String FIRST_LINE = "- at: \"";
    private static final String LAST_LINE = "  after: {";
    private static final Pattern EARLIER = Pattern.compile("# after change (\\d{1,9})\n");

    private WeightEntries() {}

    /// How many bytes are whole entries. What is behind them is the beginning of one, as a process
    /// or a machine leaves it that stops amid a write, or zeros, as some file systems do.
    static int wholeLength(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] == 0) {
            end--;
        }
        int start = end;
        while (start > 0 && !isEntryStart(content, start, end)) {
            start--;
        }
        String last = new String(content, start, end - start, StandardCharsets.UTF_8);
        return isPart(last) ? start : end;
    }

    private static boolean isEntryStart(byte[] content, int at, int end) {
        return at < end && content[at] == '-' && content[at - 1] == '\n';
    }

    private static boolean isPart(String entry) {
        if (!entry.startsWith(FIRST_LINE)) {
            return !entry.isEmpty() && FIRST_LINE.startsWith(entry);
        }
        String stripped = entry.stripTrailing();
        String lastLine = stripped.substring(stripped.lastIndexOf('\n') + 1);
        return !lastLine.startsWith(LAST_LINE) || !lastLine.endsWith("}");
    }

    /// The content of a journal.
    static String text(int earlier, List<TrafficWeightChange> changes) {
        var text = new StringBuilder(earlier == 0 ? "" : "# after change " + earlier + "\n");
        changes.forEach(change -> text.append(text(change)));
        return text.toString();
    }

    static String text(TrafficWeightChange change) {
        String claimed = change.claimed();
        return FIRST_LINE.replace("\"", "")
                + quoted(change.at().toString())
                + "\n  who: "
                + quoted(change.who())
                + (claimed.isEmpty() ? "" : "\n  claimed: " + quoted(claimed))
                + "\n  why: "
                + quoted(change.why())
                + "\n  declared: "
                + weights(change.declared())
                + "\n  before: "
                + weights(change.before())
                + "\n  after: "
                + weights(change.after())
                + "\n";
    }

    private static String weights(Map<String, Double> weights) {
        List<String> pairs = new ArrayList<>();
        weights.forEach((variant, weight) -> pairs.add(quoted(variant) + ": " + weight));
        return "{" + String.join(", ", pairs) + "}";
    }

    /// As JSON has it, which YAML has as well.
    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /// Reads whole entries.
    ///
    /// @param file from which they are, for messages
    /// @throws ProblemException `traffic-log-unavailable` if one is damaged
    static WeightHistory parse(Path file, byte[] content) {
        if (content.length == 0) {
            return WeightHistory.NONE;
        }
        Document document = DocumentReader.read(file, content);
        if (!document.mistakes().isEmpty() || document.value().isEmpty()) {
            throw damaged(file, ": " + document.mistakes().getFirst());
        }
        List<TrafficWeightChange> changes = new ArrayList<>();
        List<?> entries = document.value().get() instanceof List<?> list ? list : List.of("");
        for (int i = 0; i < entries.size(); i++) {
            changes.add(change(file, entries.get(i), document.locate("/" + i).line()));
        }
        return new WeightHistory(earlier(content), changes);
    }

    private static int earlier(byte[] content) {
        int length = Math.min(content.length, 64);
        Matcher matcher =
                EARLIER.matcher(new String(content, 0, length, StandardCharsets.ISO_8859_1));
        return matcher.lookingAt() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static TrafficWeightChange change(Path file, @Nullable Object entry, int line) {
        if (entry instanceof Map<?, ?> map
                && map.get("at") instanceof String at
                && map.get("who") instanceof String who
                && map.get("why") instanceof String why) {
            try {
                return new TrafficWeightChange(
                        Instant.parse(at),
                        who,
                        map.get("claimed") instanceof String claimed ? claimed : "",
                        why,
                        weights(map.get("declared")),
                        weights(map.get("before")),
                        weights(map.get("after")));
            } catch (DateTimeParseException | ClassCastException e) {
                // Told below.
            }
        }
        throw damaged(file, " in line " + line + ": " + SanitizedText.of(String.valueOf(entry)));
    }

    private static ProblemException damaged(Path file, String where) {
        return new ProblemException(
                ProblemCode.TRAFFIC_LOG_UNAVAILABLE,
                "the journal " + file + " is damaged" + where,
                "mend that line, or move the file elsewhere: what the endpoint's own file declares"
                        + " is in force then");
    }

    /// @throws ClassCastException if they are none
    private static Map<String, Double> weights(@Nullable Object value) {
        Map<String, Double> weights = new LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> map)) {
            throw new ClassCastException("no weights");
        }
        map.forEach((name, weight) -> weights.put((String) name, ((Number) weight).doubleValue()));
        return weights;
    }
}
