package dev.berth.jobs.server;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.JobSettings;
import dev.berth.jobs.JobOptions;
import dev.berth.jobs.JobSubmission.Block;
import dev.berth.jobs.webhook.WebhookPolicy;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reader of the body of a submission: `{"records": [{...}, ...], "options": {...}}`. The records
/// are cut into blocks as they are, without a value read: numbers keep all their digits.
final class SubmissionReader {
    private static final byte[] BEGIN = "{\"records\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    /// A block ends when it has so many bytes: it is held in memory together with its result.
    private static final int BLOCK_BYTES = 1 << 20;

    private static final Set<String> OPTIONS =
            Set.of("timeout", "retries", "webhook", "block", "version");

    private final byte[] body;
    private final JsonScanner scanner;
    private final JobSettings settings;
    private final WebhookPolicy webhooks;
    private final List<int[]> records = new ArrayList<>();

    private Duration timeout;
    private int retries = JobOptions.RETRIES_DEFAULT;
    private int block = JobOptions.BLOCK_RECORDS_DEFAULT;
    private Optional<String> webhook = Optional.empty();
    private Optional<String> version = Optional.empty();

    private SubmissionReader(byte[] body, JobSettings settings, WebhookPolicy webhooks) {
        this.body = body;
        this.scanner = new JsonScanner(body);
        this.settings = settings;
        this.webhooks = webhooks;
        this.timeout = settings.timeout();
    }

    /// What a body has.
    ///
    /// @param version of the model; empty for the latest
    record Read(JobOptions options, Optional<String> version, List<Block> blocks) {
        Read {
            blocks = List.copyOf(blocks);
        }

        int records() {
            return blocks.stream().mapToInt(Block::records).sum();
        }
    }

    /// @param blockMax the most records that the model or endpoint takes at once
    /// @throws ProblemException `request-malformed`, `job-invalid` or `job-too-large`
    static Read read(byte[] body, JobSettings settings, WebhookPolicy webhooks, int blockMax) {
        var reader = new SubmissionReader(body, settings, webhooks);
        reader.read();
        int blockRecords = Math.min(reader.block, blockMax);
        return new Read(
                new JobOptions(reader.retries, reader.timeout, blockRecords, reader.webhook),
                reader.version,
                reader.blocks(blockRecords));
    }

    private void read() {
        boolean hasRecords = false;
        boolean hasOptions = false;
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            switch (name) {
                case "records" -> {
                    if (hasRecords) {
                        throw scanner.duplicate(name);
                    }
                    hasRecords = true;
                    readRecords();
                }
                case "options" -> {
                    if (hasOptions) {
                        throw scanner.duplicate(name);
                    }
                    hasOptions = true;
                    readOptions();
                }
                default ->
                        throw invalid(
                                "member '"
                                        + SanitizedText.of(name)
                                        + "' (expected: records or options)",
                                "send {\"records\": [{...}, ...]}, with \"options\" beside them");
            }
        }
        scanner.end();
        if (records.isEmpty()) {
            throw invalid(
                    hasRecords ? "no record in 'records'" : "no member 'records'",
                    "send {\"records\": [{...}, ...]} with at least one record");
        }
    }

    private void readRecords() {
        scanner.beginArray();
        for (int i = 0; scanner.nextElement(); i++) {
            if (i == settings.recordsMax()) {
                throw new ProblemException(
                        ProblemCode.JOB_TOO_LARGE,
                        "more than " + i + " records (expected: at most " + i + ")",
                        "split the job, raise `jobs.max-records` in berth.yaml, or use `berth batch`");
            }
            if (scanner.peek() != JsonScanner.Kind.OBJECT) {
                throw invalid(
                        "records[" + i + "] is " + scanner.excerpt() + " (expected: an object)",
                        "send each record as an object with the fields of the signature");
            }
            int from = scanner.position();
            scanner.skip();
            records.add(new int[] {from, scanner.position()});
        }
    }

    private void readOptions() {
        scanner.beginObject();
        while (scanner.nextMember()) {
            String name = scanner.key();
            switch (name) {
                case "timeout" -> timeout = timeout();
                case "retries" -> retries = number(name, 0, JobOptions.RETRIES_MAX);
                case "block" -> block = number(name, 1, JobOptions.BLOCK_RECORDS_MAX);
                case "version" -> version = Optional.of(text(name));
                case "webhook" -> {
                    String url = text(name);
                    webhooks.require(url);
                    webhook = Optional.of(url);
                }
                default ->
                        throw invalid(
                                "option '"
                                        + SanitizedText.of(name)
                                        + "' (expected: one of "
                                        + names()
                                        + ")",
                                NearestName.find(name, OPTIONS)
                                        .map(near -> "rename it to '" + near + "'")
                                        .orElse("leave it out"));
            }
        }
    }

    private static String names() {
        return String.join(", ", OPTIONS.stream().sorted().toList());
    }

    private Duration timeout() {
        String text = text("timeout");
        Duration time =
                Durations.find(text)
                        .orElseThrow(
                                () ->
                                        invalid(
                                                "timeout '"
                                                        + SanitizedText.of(text)
                                                        + "' (expected: such as 30s, 10m or 2h)",
                                                "write a whole number and a unit"));
        if (time.isZero() || time.compareTo(settings.timeout()) > 0) {
            throw invalid(
                    "timeout "
                            + text
                            + " (expected: more than 0, and at most that of `jobs.timeout`, "
                            + settings.timeout().toSeconds()
                            + "s)",
                    "name less, or let the operator raise `jobs.timeout`");
        }
        return time;
    }

    private String text(String name) {
        if (scanner.peek() != JsonScanner.Kind.STRING) {
            throw invalid(name + " is " + scanner.excerpt() + " (expected: a text)", "send a text");
        }
        return scanner.string();
    }

    private int number(String name, int min, int max) {
        if (scanner.peek() == JsonScanner.Kind.NUMBER) {
            long value = scanner.int64();
            if (value >= min && value <= max) {
                return (int) value;
            }
            throw invalid(
                    name + " " + value + " (expected: " + min + " to " + max + ")",
                    "send a number between them");
        }
        throw invalid(name + " is " + scanner.excerpt() + " (expected: a number)", "send a number");
    }

    private List<Block> blocks(int blockRecords) {
        List<Block> blocks = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            int to = from;
            int bytes = 0;
            while (to < records.size()
                    && to - from < blockRecords
                    && (to == from || bytes + length(to) <= BLOCK_BYTES)) {
                bytes += length(to++);
            }
            blocks.add(block(from, to, bytes));
            from = to;
        }
        return blocks;
    }

    private int length(int record) {
        return records.get(record)[1] - records.get(record)[0];
    }

    private Block block(int from, int to, int bytes) {
        var sink = new ByteSink(bytes + BEGIN.length + END.length + to - from);
        sink.put(BEGIN);
        for (int i = from; i < to; i++) {
            if (i > from) {
                sink.put((byte) ',');
            }
            sink.put(body, records.get(i)[0], length(i));
        }
        sink.put(END);
        return new Block(to - from, sink.toBuffer());
    }

    private static ProblemException invalid(String what, String remedy) {
        return new ProblemException(ProblemCode.JOB_INVALID, what, remedy);
    }
}
