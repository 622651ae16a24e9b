package dev.berth.batch.kafka;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Topic of a Kafka cluster: `kafka://host:port,host:port/topic`.
///
/// @param servers some brokers of the cluster, with commas between them
/// @param topic its name
public record TopicAddress(String servers, String topic) {
    private static final String SCHEME = "kafka:/";

    /// A file system's path has one slash of the two.
    private static final Pattern ADDRESS =
            Pattern.compile("kafka://?([^/\\s]+:\\d{1,5})/([A-Za-z0-9._-]{1,249})");

    /// Whether a text is meant as a topic, and not as a file.
    public static boolean isMeant(String text) {
        return text.startsWith(SCHEME);
    }

    /// Reads an address.
    ///
    /// @throws ProblemException `batch-invalid` if it is none
    public static TopicAddress parse(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            throw new ProblemException(
                    ProblemCode.BATCH_INVALID,
                    "'"
                            + SanitizedText.of(text)
                            + "' is no topic (expected: such as kafka://localhost:9092/orders)",
                    "write brokers with their ports, and the name of one topic");
        }
        return new TopicAddress(address.group(1), address.group(2));
    }

    /// Another topic of the cluster.
    TopicAddress sibling(String other) {
        return new TopicAddress(servers, other);
    }

    @Override
    public String toString() {
        return "kafka://" + servers + "/" + topic;
    }
}
