import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Measures the word error rate and the errors of times of a server that is up:
///
/// `java examples/transcription/MeasureErrors.java DIRECTORY [http://localhost:8080]`
///
/// The directory has recordings, `NAME.wav`, and what they say, `NAME.csv`, with a row `digit,start,end`
/// for each digit. Names are grouped by what is before their first hyphen. The rate is the least number
/// of digits to be replaced, inserted and deleted, over that of the digits that are said.
final class MeasureErrors {
    private static final Pattern WORD =
            Pattern.compile(
                    "\"digit\":\"(\\w+)\",\"confidence\":[-0-9.eE]+,\"start\":([-0-9.eE]+),\"end\":([-0-9.eE]+)");

    private final Map<String, Errors> groups = new TreeMap<>();

    private record Word(String digit, double start, double end) {}

    private static final class Errors {
        private int words;
        private int replaced;
        private int deleted;
        private int inserted;
        private final List<Double> times = new ArrayList<>();

        private String text() {
            times.sort(null);
            return String.format(
                    Locale.ROOT,
                    "%5d digits  word error rate %5.1f%%  (%d replaced, %d deleted, %d inserted)  "
                            + "times: median %3.0f ms, 95%% below %3.0f ms, greatest %3.0f ms",
                    words,
                    100.0 * (replaced + deleted + inserted) / words,
                    replaced,
                    deleted,
                    inserted,
                    1000 * times.get(times.size() / 2),
                    1000 * times.get(times.size() * 95 / 100),
                    1000 * times.getLast());
        }
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length < 1 || arguments.length > 2) {
            System.err.println(
                    "MeasureErrors: name the directory of recordings, and the server unless it is local");
            System.exit(2);
        }
        String server = arguments.length == 2 ? arguments[1] : "http://localhost:8080";
        var measure = new MeasureErrors();
        try (HttpClient http = HttpClient.newHttpClient();
                Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".wav")).sorted().toList()) {
                String name = file.getFileName().toString().replace(".wav", "");
                List<Word> said = said(file.resolveSibling(name + ".csv"));
                List<Word> read = read(http, URI.create(server), Files.readAllBytes(file));
                for (String group : List.of(name.split("-")[0], "all")) {
                    compare(said, read, measure.groups.computeIfAbsent(group, key -> new Errors()));
                }
            }
        }
        measure.groups.forEach((group, errors) -> System.out.printf("%-6s %s%n", group, errors.text()));
    }

    private static List<Word> said(Path table) throws IOException {
        List<Word> words = new ArrayList<>();
        for (String row : Files.readAllLines(table).subList(1, Files.readAllLines(table).size())) {
            String[] cells = row.split(",");
            words.add(new Word(cells[0], Double.parseDouble(cells[1]), Double.parseDouble(cells[2])));
        }
        return words;
    }

    private static List<Word> read(HttpClient http, URI server, byte[] recording)
            throws IOException, InterruptedException {
        String body = "{\"recording\":\"" + Base64.getEncoder().encodeToString(recording) + "\"}";
        HttpResponse<String> response =
                http.send(
                        HttpRequest.newBuilder(server.resolve("/v1/endpoints/transcribe:predict"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.body());
        }
        List<Word> words = new ArrayList<>();
        Matcher word = WORD.matcher(response.body());
        while (word.find()) {
            words.add(
                    new Word(
                            word.group(1),
                            Double.parseDouble(word.group(2)),
                            Double.parseDouble(word.group(3))));
        }
        return words;
    }

    /// Levenshtein's distance, and the times of the digits that it takes for equal.
    private static void compare(List<Word> said, List<Word> read, Errors errors) {
        var costs = new int[said.size() + 1][read.size() + 1];
        for (int i = 0; i <= said.size(); i++) {
            for (int j = 0; j <= read.size(); j++) {
                if (i == 0 || j == 0) {
                    costs[i][j] = i + j;
                } else {
                    int same = said.get(i - 1).digit().equals(read.get(j - 1).digit()) ? 0 : 1;
                    costs[i][j] =
                            Math.min(
                                    costs[i - 1][j - 1] + same,
                                    1 + Math.min(costs[i - 1][j], costs[i][j - 1]));
                }
            }
        }
        errors.words += said.size();
        int i = said.size();
        int j = read.size();
        while (i > 0 || j > 0) {
            if (i > 0 && costs[i][j] == costs[i - 1][j] + 1) {
                errors.deleted++;
                i--;
            } else if (j > 0 && costs[i][j] == costs[i][j - 1] + 1) {
                errors.inserted++;
                j--;
            } else {
                i--;
                j--;
                if (said.get(i).digit().equals(read.get(j).digit())) {
                    errors.times.add(Math.abs(said.get(i).start() - read.get(j).start()));
                    errors.times.add(Math.abs(said.get(i).end() - read.get(j).end()));
                } else {
                    errors.replaced++;
                }
            }
        }
    }
}
