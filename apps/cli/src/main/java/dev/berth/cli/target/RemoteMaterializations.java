package dev.berth.cli.target;

import dev.berth.core.Problem;
import dev.berth.protocol.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Client for materializations on a server.
public final class RemoteMaterializations {
    private static final String PATH = "/v1/features:materialize";

    private final RemoteTarget server;

    public RemoteMaterializations(RemoteTarget server) {
        this.server = server;
    }

    /// Status of a run.
    ///
    /// @param state `waiting`, `running`, `done`, `failed` or `interrupted`
    /// @param unmet expectations that its rows do not meet
    /// @param problem of a failed run
    public record Run(
            String view,
            String state,
            long eventCount,
            long rowCount,
            boolean isFull,
            boolean wasResumed,
            long lateCount,
            long goneCount,
            List<String> unmet,
            Optional<Problem> problem) {

        public Run {
            unmet = List.copyOf(unmet);
        }

        /// Whether the run has ended.
        public boolean isEnd() {
            return !state.equals("waiting") && !state.equals("running");
        }
    }

    /// Starts to materialize views.
    ///
    /// @param views empty for all
    /// @throws dev.berth.core.ProblemException the server's problem, or that it is unreachable
    public List<Run> begin(List<String> views, Extent extent) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        if (!views.isEmpty()) {
            wanted.put("views", views);
        }
        wanted.put("full", extent == Extent.FULL);
        return runs(server.post(PATH, JsonValues.text(wanted)));
    }

    /// Scope of a materialization.
    public enum Extent {
        ADDED,
        FULL
    }

    /// The last run of each view.
    ///
    /// @throws dev.berth.core.ProblemException as [#begin]
    public List<Run> poll() {
        return runs(server.get(PATH));
    }

    private static List<Run> runs(@Nullable Object answer) {
        return JsonResponseReader.list(JsonResponseReader.object(answer).get("runs")).stream()
                .map(element -> run(JsonResponseReader.object(element)))
                .toList();
    }

    private static Run run(Map<String, @Nullable Object> run) {
        return new Run(
                JsonResponseReader.text(run.get("view")),
                JsonResponseReader.text(run.get("state")),
                number(run.get("events")),
                number(run.get("rows")),
                Boolean.TRUE.equals(run.get("full")),
                Boolean.TRUE.equals(run.get("resumed")),
                number(run.get("late")),
                number(run.get("gone")),
                run.get("unmet") == null
                        ? List.of()
                        : JsonResponseReader.list(run.get("unmet")).stream()
                                .map(JsonResponseReader::text)
                                .toList(),
                Optional.ofNullable(run.get("problem"))
                        .map(
                                problem ->
                                        JsonResponseReader.problem(
                                                JsonResponseReader.object(problem))));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
