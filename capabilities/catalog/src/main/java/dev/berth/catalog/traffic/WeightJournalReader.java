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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A reader of journals of traffic weights in YAML, which earlier versions of Berth wrote: a list,
/// each entry some lines of which the first begins with `- at:` and the last with `after:`. So an
/// entry of which only a part was written is distinguished from one that is damaged.
final class WeightJournalReader {
    private static final String FIRST_LINE = "- at: \"";
    private static final String LAST_LINE = "  after: {";
    private static final Pattern EARLIER = Pattern.compile("# after change (\\d{1,9})\n");

    private WeightJournalReader() {}

    /// Reads the whole entries of a journal.
    ///
    /// @param file from which the content is, for messages
    /// @throws ProblemException `state-unavailable` if one is damaged
    static WeightHistory read(Path file, byte[] content) {
        return parse(file, Arrays.copyOf(content, wholeLength(content)));
    }

    /// How many bytes are whole entries. What is behind them is the beginning of one, as a process
    /// or a machine leaves it that stops amid a write, or zeros, as some file systems do.
    private static int wholeLength(byte[] content) {
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

    private static WeightHistory parse(Path file, byte[] content) {
        if (content.length == 0) {
            return WeightHistory.NONE;
        }
        Document document = DocumentReader.read(file, content);
        if (!document.errors().isEmpty() || document.value().isEmpty()) {
            throw damaged(file, ": " + document.errors().getFirst());
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
                        TrafficWeightEntries.weights(map.get("declared")),
                        TrafficWeightEntries.weights(map.get("before")),
                        TrafficWeightEntries.weights(map.get("after")));
            } catch (DateTimeParseException | ClassCastException e) {
                // Told below.
            }
        }
        throw damaged(file, " in line " + line + ": " + SanitizedText.of(String.valueOf(entry)));
    }

    private static ProblemException damaged(Path file, String where) {
        return new ProblemException(
                ProblemCode.STATE_UNAVAILABLE,
                "the journal " + file + " is damaged" + where,
                "mend that line, or move the file elsewhere: what the endpoint's own file declares"
                        + " is in force then");
    }
}
