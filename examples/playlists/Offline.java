import dev.berth.protocol.pack.AnswerPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// A device without a network: reads a user's playlist from a pack and its key.
///
/// `java -cp 'apps/cli/target/lib/*' examples/playlists/Offline.java u0042.pack u0042`, with JDK 25
final class Offline {
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("Offline: name the pack, which has its key beside it, and the user");
            System.exit(2);
        }
        String key = Files.readString(Path.of(arguments[0] + ".key")).strip();
        AnswerPack pack = AnswerPack.open(Path.of(arguments[0]), Base64.getDecoder().decode(key));
        Optional<Map<String, Object>> playlist = pack.find(Map.of("user", arguments[1]));
        System.out.println("made " + pack.header().computed());
        System.out.println(playlist.map(found -> found.get("songs")).orElse("no playlist"));
    }
}
