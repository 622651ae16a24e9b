package dev.berth.core.endpoint;

import dev.berth.core.signature.Field;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The stable name that clients call, and what stands behind it. Its unit is one record.
///
/// @param owner who answers for it: a team or an address
/// @param inputs those that are declared, with the shapes of one record; others follow from the
///   steps that read them
/// @param steps the graph, in the order in which they are written
/// @param outputs what the answer consists of; none for all outputs of the last step
/// @param guards in the order in which they are asked
/// @param traffic how records are divided among variants; empty for a single one
/// @param cache that answers are kept; empty if they are not
/// @param isDeterministic whether equal records have equal answers while nothing changes
/// @param limits of records under way; empty for none but those of its models
/// @param timeout how long a request may take when its caller names no deadline
/// @param digest of the file
public record EndpointDescription(
        EndpointName name,
        String summary,
        Optional<String> owner,
        List<Field> inputs,
        List<GraphStep> steps,
        List<EndpointOutput> outputs,
        List<Guard> guards,
        Optional<Traffic> traffic,
        Optional<AnswerCaching> cache,
        boolean isDeterministic,
        Optional<RecordLimits> limits,
        Duration timeout,
        Sha256 digest,
        SourceLocation location) {

    public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(30);

    public EndpointDescription {
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
        outputs = List.copyOf(outputs);
        guards = List.copyOf(guards);
    }

    /// One of its arms by itself: without traffic, and with what that calls.
    public EndpointDescription arm(Traffic.Arm arm) {
        return new EndpointDescription(
                name,
                summary,
                owner,
                inputs,
                steps.stream()
                        .map(
                                step ->
                                        step.calling(
                                                callee ->
                                                        arm.replaced()
                                                                .getOrDefault(callee, callee)))
                        .toList(),
                outputs,
                guards,
                Optional.empty(),
                cache,
                isDeterministic,
                limits,
                timeout,
                digest,
                location);
    }
}
