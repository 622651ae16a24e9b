package dev.berth.protocol.oip;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.OverrideFile;
import dev.berth.core.system.OverrideSettings;
import dev.berth.core.system.VersionPolicy;
import dev.berth.protocol.json.JsonValueReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the model configuration of a request to load a model: what Berth has of it.
///
/// What would change the answers or the serving and is not offered here is refused; what would not,
/// such as hints, is passed over and listed in [OverrideSettings#ignored()]. A refused member that
/// says nothing (false, 0, empty) is passed over too, since tools write out all defaults.
///
/// Source: Triton's `model_config.proto` in protobuf's JSON form, and its model repository
/// extension, whose example also says `inputs`, `outputs`, `datatype` and `shape`.
final class ConfigurationReader {
    /// As in `model.yaml`.
    private static final int BATCH_SIZE_MAX = 65_536;

    private static final int EXECUTORS_MAX = 1024;
    private static final int VERSIONS_MAX = 1000;

    /// A request that waits longer than this for company has missed every deadline.
    private static final Duration DELAY_MAX = Duration.ofHours(1);

    /// The violations that the problem's text lists; the others are counted.
    private static final int VIOLATIONS_SHOWN = 3;

    private final ModelName model;
    private final List<String> ignored = new ArrayList<>();
    private final List<TensorSpec> inputs = new ArrayList<>();
    private final List<TensorSpec> outputs = new ArrayList<>();
    private Optional<Integer> batchSizeMax = Optional.empty();
    private Optional<Duration> batchDelayMax = Optional.empty();
    private Optional<Integer> executors = Optional.empty();
    private Optional<VersionPolicy> versionPolicy = Optional.empty();
    private Optional<String> modelFile = Optional.empty();

    private ConfigurationReader(ModelName model) {
        this.model = model;
    }

    /// @param model the model to load
    /// @throws ProblemException `parameter-invalid` with every violation
    static OverrideSettings read(String text, ModelName model) {
        List<FieldViolation> violations = new ArrayList<>();
        var reader = new ConfigurationReader(model);
        new ModelConfigNode("$", tree(text), violations).members().forEach(reader::readMember);
        if (!violations.isEmpty()) {
            throw refused(violations);
        }
        return new OverrideSettings(
                reader.batchSizeMax,
                reader.batchDelayMax,
                reader.executors,
                reader.versionPolicy,
                reader.modelFile,
                reader.inputs,
                reader.outputs,
                reader.ignored);
    }

    private static Object tree(String text) {
        try {
            return JsonValueReader.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (ProblemException e) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "parameter 'config' is not JSON: " + e.problem().message(),
                    "send the model configuration as the text of a JSON object");
        }
    }

    private static ProblemException refused(List<FieldViolation> violations) {
        String shown =
                violations.stream()
                        .limit(VIOLATIONS_SHOWN)
                        .map(FieldViolation::toString)
                        .collect(Collectors.joining("; "));
        int more = violations.size() - VIOLATIONS_SHOWN;
        return Problem.of(
                        ProblemCode.PARAMETER_INVALID,
                        "parameter 'config': " + shown + (more > 0 ? " and " + more + " more" : ""),
                        "correct the configuration, or leave out what is not offered")
                .withViolations(violations)
                .asException();
    }

    private void readMember(String name, ModelConfigNode place) {
        switch (name) {
            case "name" -> require(place, model.value());
            case "backend" -> require(place, "onnxruntime");
            case "platform" -> require(place, "onnxruntime_onnx");
            case "max_batch_size" ->
                    batchSizeMax = place.whole(0, BATCH_SIZE_MAX).map(Math::toIntExact);
            case "dynamic_batching" -> place.members().forEach(this::readBatching);
            case "instance_group" -> readInstances(place);
            case "version_policy" -> versionPolicy = readPolicy(place);
            case "default_model_filename" -> modelFile = readFileName(place);
            case "input", "inputs" -> ConfigurationTensors.read(place, inputs, ignored);
            case "output", "outputs" -> ConfigurationTensors.read(place, outputs, ignored);
            case "sequence_batching", "ensemble_scheduling" -> refuse(place);
            case "runtime",
                    "batch_input",
                    "batch_output",
                    "cc_model_filenames",
                    "model_operations",
                    "model_transaction_policy",
                    "model_repository_agents",
                    "response_cache" ->
                    refuseUnlessEmpty(place);
            default -> ignore(place);
        }
    }

    private static void require(ModelConfigNode place, String expected) {
        if (place.text().filter(text -> !text.isEmpty() && !text.equals(expected)).isPresent()) {
            place.expect("'" + expected + "'");
        }
    }

    private static void refuse(ModelConfigNode place) {
        place.violation("not offered here", "nothing");
    }

    static void refuseUnlessEmpty(ModelConfigNode place) {
        if (!place.isEmpty()) {
            refuse(place);
        }
    }

    private void ignore(ModelConfigNode place) {
        if (!place.isEmpty()) {
            ignored.add(place.path());
        }
    }

    private void readBatching(String name, ModelConfigNode place) {
        switch (name) {
            case "max_queue_delay_microseconds" ->
                    batchDelayMax =
                            place.whole(0, DELAY_MAX.toNanos() / 1000)
                                    .map(micros -> Duration.ofNanos(1000 * micros));
            case "priority_levels",
                    "default_priority_level",
                    "default_queue_policy",
                    "priority_queue_policy" ->
                    refuseUnlessEmpty(place);
            default -> ignore(place);
        }
    }

    private void readInstances(ModelConfigNode groups) {
        long sum = 0;
        for (ModelConfigNode group : groups.elements()) {
            Map<String, ModelConfigNode> members = group.members();
            int count = 1;
            for (var member : members.entrySet()) {
                ModelConfigNode place = member.getValue();
                switch (member.getKey()) {
                    case "count" ->
                            count =
                                    Math.max(
                                            1, place.whole(0, EXECUTORS_MAX).orElse(1L).intValue());
                    case "kind" -> requireProcessor(place);
                    case "gpus", "passive", "secondary_devices", "host_policy" ->
                            refuseUnlessEmpty(place);
                    case "name" -> {}
                    default -> ignore(place);
                }
            }
            sum += count;
        }
        if (sum > EXECUTORS_MAX) {
            groups.violation(sum + " instances", "at most " + EXECUTORS_MAX);
        }
        executors = sum == 0 ? Optional.empty() : Optional.of((int) Math.min(sum, EXECUTORS_MAX));
    }

    private static void requireProcessor(ModelConfigNode kind) {
        switch (kind.text().orElse("KIND_AUTO")) {
            case "KIND_AUTO", "KIND_CPU", "KIND_MODEL" -> {}
            default -> kind.expect("KIND_CPU or KIND_AUTO");
        }
    }

    private Optional<VersionPolicy> readPolicy(ModelConfigNode place) {
        Map<String, ModelConfigNode> choices = place.members();
        if (choices.isEmpty() && place.isEmpty()) {
            return Optional.empty();
        }
        if (choices.size() != 1) {
            place.violation(String.valueOf(choices.keySet()), "one of latest, all, specific");
            return Optional.empty();
        }
        var choice = choices.entrySet().iterator().next();
        return switch (choice.getKey()) {
            case "all" -> Optional.of(new VersionPolicy.All());
            case "latest" -> Optional.of(readLatest(choice.getValue()));
            case "specific" -> readSpecific(choice.getValue());
            default -> {
                choice.getValue().violation("unknown", "one of latest, all, specific");
                yield Optional.empty();
            }
        };
    }

    private static VersionPolicy readLatest(ModelConfigNode place) {
        ModelConfigNode count = place.members().get("num_versions");
        return new VersionPolicy.Latest(
                count == null ? 1 : count.whole(1, VERSIONS_MAX).orElse(1L).intValue());
    }

    private static Optional<VersionPolicy> readSpecific(ModelConfigNode place) {
        ModelConfigNode list = place.members().get("versions");
        List<ModelVersion> versions = new ArrayList<>();
        for (ModelConfigNode element :
                list == null ? List.<ModelConfigNode>of() : list.elements()) {
            element.whole(0, Long.MAX_VALUE)
                    .ifPresent(number -> versions.add(ModelVersion.of(Long.toString(number))));
        }
        if (versions.isEmpty()) {
            place.violation("no versions", "the versions that are to serve");
            return Optional.empty();
        }
        return Optional.of(new VersionPolicy.Specific(versions));
    }

    private static Optional<String> readFileName(ModelConfigNode place) {
        Optional<String> name = place.text().filter(text -> !text.isEmpty());
        if (name.isPresent() && !OverrideFile.isAllowed(name.get())) {
            place.expect("the name of a file that is sent");
            return Optional.empty();
        }
        return name;
    }
}
