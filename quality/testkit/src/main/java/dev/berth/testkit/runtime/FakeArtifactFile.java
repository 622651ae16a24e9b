package dev.berth.testkit.runtime;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Content of a fake artifact: lines of `key: value`.
///
/// ```
/// inputs: x float32 [N, 3]
/// optional: factor float32 [1]
/// outputs: y float32 [N, 3]; z int64 [N]
/// multiply: 2
/// fail-on: 7
/// memory: 1000000
/// ```
///
/// @param optional inputs that may be omitted; the first one's number replaces `multiply`
/// @param multiply factor from input to output numbers
/// @param failOn input number with which a run fails
/// @param endless whether a run waits until it is terminated
/// @param deaf whether runs ignore termination
/// @param bytes reported native memory
record FakeArtifactFile(
        List<TensorSpec> inputs,
        List<TensorSpec> optional,
        List<TensorSpec> outputs,
        double multiply,
        Optional<Double> failOn,
        boolean endless,
        boolean deaf,
        long bytes,
        Map<String, String> metadata) {

    private static final Pattern SPEC = Pattern.compile("(\\S+) (\\w+) \\[([^\\]]*)\\]");
    private static final List<String> KEYS =
            List.of(
                    "inputs",
                    "optional",
                    "outputs",
                    "multiply",
                    "fail-on",
                    "endless",
                    "deaf",
                    "memory");

    FakeArtifactFile {
        inputs = List.copyOf(inputs);
        optional = List.copyOf(optional);
        outputs = List.copyOf(outputs);
        metadata = Map.copyOf(metadata);
    }

    /// @throws IllegalArgumentException if the text does not have this form
    static FakeArtifactFile parse(String text) {
        Map<String, String> lines = new HashMap<>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            int colon = line.indexOf(": ");
            if (colon < 0) {
                throw new IllegalArgumentException("line without ': '");
            }
            lines.put(line.substring(0, colon).strip(), line.substring(colon + 2).strip());
        }
        Map<String, String> metadata = new HashMap<>(lines);
        metadata.keySet().removeAll(KEYS);
        return new FakeArtifactFile(
                specs(lines.getOrDefault("inputs", "")),
                lines.containsKey("optional") ? specs(lines.get("optional")) : List.of(),
                specs(lines.getOrDefault("outputs", "")),
                Double.parseDouble(lines.getOrDefault("multiply", "1")),
                Optional.ofNullable(lines.get("fail-on")).map(Double::valueOf),
                Boolean.parseBoolean(lines.getOrDefault("endless", "false")),
                Boolean.parseBoolean(lines.getOrDefault("deaf", "false")),
                Long.parseLong(lines.getOrDefault("memory", "0")),
                metadata);
    }

    private static List<TensorSpec> specs(String text) {
        return Arrays.stream(text.split(";", -1)).map(spec -> spec(spec.strip())).toList();
    }

    private static TensorSpec spec(String text) {
        Matcher matcher = SPEC.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "tensor '" + text + "' (expected: name type [dims])");
        }
        String label = matcher.group(2);
        ElementType type =
                ElementType.findByLabel(label)
                        .orElseThrow(() -> new IllegalArgumentException("type '" + label + "'"));
        List<Dimension> dimensions =
                Stream.of(matcher.group(3).split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .map(FakeArtifactFile::dimension)
                        .toList();
        return new TensorSpec(matcher.group(1), type, new DeclaredShape(dimensions));
    }

    private static Dimension dimension(String text) {
        return text.chars().allMatch(Character::isDigit)
                ? Dimension.fixed(Long.parseLong(text))
                : Dimension.dynamic(text);
    }
}
