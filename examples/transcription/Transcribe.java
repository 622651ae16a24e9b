import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Transcribes a recording as a job of a server, and prints each digit as soon as it is read:
///
/// `java examples/transcription/Transcribe.java recording.wav [http://localhost:8080 [WEBHOOK]]`
///
/// Design: the recording is cut into chunks of 20 s, which also have what is 1.5 s before and after,
/// so that no word is cut through. A word whose middle is near a border is in the results of both
/// chunks, and is printed once. Each is a record of the job, and a block of its own: a server that is
/// killed continues after the last one that is done. The key of the job is the digest of what is
/// sent. So this program, too, may be ended and started again: it finds the job and its results.
final class Transcribe {
    private static final int RATE = 16_000;

    /// 625 windows of the detector of voice: all chunks have the windows that the whole has.
    private static final int CHUNK = 20 * RATE;

    /// 48 windows: longer than a word, and enough for the detector to get used to the voice.
    private static final int OVERLAP = 48 * 512;

    /// Seconds by which the times of a word in two chunks may differ.
    private static final double TOLERANCE = 0.1;

    private static final int HEADER_BYTES = 44;

    /// Attempts in a row, a second apart, to reach the server.
    private static final int ATTEMPTS = 60;

    private static final Pattern JOB = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern WORD =
            Pattern.compile(
                    "\"digit\":\"(\\w+)\",\"confidence\":([-0-9.eE]+),\"start\":([-0-9.eE]+),\"end\":([-0-9.eE]+)");
    private static final Pattern PROBLEM =
            Pattern.compile("\"record\":(\\d+),\"problem\":\\{(.*?)\\}");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI server;
    private String lastEvent = "0";
    private double lastEnd;
    private boolean hasFailed;

    private Transcribe(URI server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 1 || arguments.length > 3) {
            System.err.println(
                    "Transcribe: name a WAV file, the server unless it is local, and a webhook if one is"
                            + " to be called at the end");
            System.exit(2);
        }
        String hook = arguments.length == 3 ? ",\"webhook\":\"" + arguments[2] + "\"" : "";
        String body;
        try {
            body = job(samples(Files.readAllBytes(Path.of(arguments[0]))), hook);
        } catch (NoSuchFileException absent) {
            System.err.println("Transcribe: " + arguments[0] + ": no such file");
            System.exit(1);
            return;
        } catch (IOException | IllegalArgumentException unreadable) {
            System.err.println("Transcribe: " + arguments[0] + ": " + unreadable.getMessage());
            System.exit(1);
            return;
        }
        String server = arguments.length > 1 ? arguments[1] : "http://localhost:8080";
        var transcribe = new Transcribe(URI.create(server + "/"));
        transcribe.run(body);
        System.exit(transcribe.hasFailed ? 1 : 0);
    }

    /// The 16-bit samples of a WAV file.
    private static byte[] samples(byte[] file) {
        ByteBuffer wave = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean isWave = file.length >= HEADER_BYTES && wave.getInt(0) == 0x46464952;
        for (int at = 12; isWave && at + 8 <= file.length; ) {
            int size = wave.getInt(at + 4);
            if (wave.getInt(at) == 0x20746d66 && at + 24 <= file.length) {
                int channels = wave.getShort(at + 10);
                int rate = wave.getInt(at + 12);
                int bits = wave.getShort(at + 22);
                if (channels != 1 || rate != RATE || bits != 16) {
                    throw new IllegalArgumentException(
                            channels + " channels, " + rate + " samples a second, " + bits
                                    + " bits (expected: 1, 16000, 16); convert it, for example with"
                                    + " `sox in.wav -r 16000 -c 1 -b 16 out.wav`");
                }
            } else if (wave.getInt(at) == 0x61746164) {
                int end = size < 0 || size > file.length - at - 8 ? file.length : at + 8 + size;
                return Arrays.copyOfRange(file, at + 8, end - (end - at) % 2);
            }
            if (size < 0 || size > file.length - at - 8) {
                break;
            }
            at += 8 + size + size % 2;
        }
        throw new IllegalArgumentException("no WAV file with samples");
    }

    /// The job: a record for each chunk.
    private static String job(byte[] samples, String hook) {
        int count = samples.length / 2;
        var body = new StringBuilder("{\"records\":[");
        for (int from = 0; from == 0 || from < count; from += CHUNK) {
            int start = Math.max(0, from - OVERLAP);
            int end = Math.min(count, from + CHUNK + OVERLAP);
            body.append(from == 0 ? "" : ",")
                    .append(
                            String.format(
                                    Locale.ROOT,
                                    "{\"start\":%.3f,\"from\":%.3f,\"to\":%.3f,\"recording\":\"",
                                    (double) start / RATE,
                                    Math.max(0, (double) from / RATE - TOLERANCE),
                                    (double) (from + CHUNK) / RATE + TOLERANCE))
                    .append(Base64.getEncoder().encodeToString(wave(samples, start, end)))
                    .append("\"}");
        }
        return body.append("],\"options\":{\"block\":1").append(hook).append("}}").toString();
    }

    private static byte[] wave(byte[] samples, int start, int end) {
        int size = 2 * (end - start);
        return ByteBuffer.allocate(HEADER_BYTES + size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(HEADER_BYTES - 8 + size)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(RATE)
                .putInt(2 * RATE)
                .putShort((short) 2)
                .putShort((short) 16)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(size)
                .put(samples, 2 * start, size)
                .array();
    }

    private void run(String body) throws InterruptedException {
        Optional<String> job = Optional.empty();
        boolean hasEnded = false;
        for (int failures = 0; !hasEnded; ) {
            String before = lastEvent;
            try {
                if (job.isEmpty()) {
                    job = Optional.of(submit(body));
                }
                hasEnded = follow(job.get());
            } catch (IOException unreachable) {
                if (!before.equals(lastEvent)) {
                    failures = 0;
                }
                if (++failures > ATTEMPTS) {
                    System.err.println("no server at " + server + ": " + unreachable);
                    System.exit(1);
                }
                Thread.sleep(1000);
            }
        }
    }

    private String submit(String body) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(server.resolve("v1/endpoints/transcribe/jobs"))
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", digest(body))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 503) {
            throw new IOException(response.body());
        }
        Matcher id = JOB.matcher(response.body());
        if (response.statusCode() / 100 != 2 || !id.find()) {
            System.err.println(response.body());
            System.exit(1);
        }
        System.err.println("job " + id.group(1));
        return id.group(1);
    }

    private static String digest(String body) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Prints the results until the job or the connection ends.
    ///
    /// @return whether the job has ended
    private boolean follow(String job) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> response =
                http.send(
                        HttpRequest.newBuilder(server.resolve("v1/jobs/" + job + "/events"))
                                .header("Last-Event-ID", lastEvent)
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() == 204) {
            return true;
        }
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode() + " of the job's events");
        }
        String event = "";
        String id = lastEvent;
        try (Stream<String> lines = response.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ") && event.equals("result")) {
                    print(line);
                    lastEvent = id;
                } else if (line.startsWith("data: ") && event.equals("end")) {
                    System.err.println(line.substring(6));
                    return true;
                }
            }
        } catch (java.io.UncheckedIOException cut) {
            throw cut.getCause();
        }
        throw new IOException("the connection ended");
    }

    private void print(String results) {
        Matcher word = WORD.matcher(results);
        while (word.find()) {
            double start = Double.parseDouble(word.group(3));
            double end = Double.parseDouble(word.group(4));
            if ((start + end) / 2 < lastEnd) {
                // The chunk before had it, too.
                continue;
            }
            lastEnd = end;
            System.out.printf(
                    Locale.ROOT,
                    "%8.2f %8.2f  %s  (%.2f)%n",
                    start,
                    end,
                    word.group(1),
                    Double.parseDouble(word.group(2)));
        }
        Matcher problem = PROBLEM.matcher(results);
        while (problem.find()) {
            hasFailed = true;
            System.err.println("chunk " + problem.group(1) + ": " + problem.group(2));
        }
    }
}
