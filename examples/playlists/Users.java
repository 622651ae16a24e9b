import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The table of keys for `berth precompute`: `java Users.java LISTENS FILE`.
///
/// It has a JSON line for each user, with the songs that the user has heard, in the order of the
/// first time.
final class Users {
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Users: name the listens (CSV) and the file to write (.jsonl)");
            System.exit(2);
        }
        Map<String, Set<String>> heard = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(Path.of(arguments[0]));
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            heard.computeIfAbsent(cells[0], user -> new LinkedHashSet<>()).add(cells[1]);
        }
        Path file = Path.of(arguments[1]);
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (Map.Entry<String, Set<String>> user : heard.entrySet()) {
                String songs =
                        user.getValue().stream()
                                .map(song -> "\"" + song + "\"")
                                .collect(Collectors.joining(", ", "[", "]"));
                out.write("{\"user\": \"" + user.getKey() + "\", \"heard\": " + songs + "}\n");
            }
        }
        System.out.println(file + ": " + heard.size() + " users");
    }
}
