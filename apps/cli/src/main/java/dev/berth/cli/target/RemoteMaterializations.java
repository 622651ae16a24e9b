package dev.berth.cli.target;

import dev.berth.core.Problem;
import dev.berth.protocol.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Materializations that a server carries out.
public final class RemoteMaterializations {
    private static final String PATH = "/v1/features:materialize";

    private final RemoteTarget server;

    public RemoteMaterializations(RemoteTarget server) {
        this.server = server;
    }

    /// How far one is.
    ///
    /// @param state `waiting`, `running`, `done`, `failed` or `interrupted`
    /// @param unmet what its rows do not meet of what is expected of them
    /// @param problem of one that did not get to its end
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

        /// Whether nothing more will come of it.
        public boolean isEnd() {
            return !state.equals("waiting") && !state.equals("running");
        }
    }

    /// Has views materialized.
    ///
    /// @param views empty for all
    /// @throws dev.berth.core.ProblemException the server's problem, or that there is no server
    public List<Run> begin(List<String> views, Extent extent) {
        Map<String, Object> wanted = new LinkedHashMap<>();
        if (!views.isEmpty()) {
            wanted.put("views", views);
        }
        wanted.put("full", extent == Extent.FULL);
        return runs(server.post(PATH, JsonValues.text(wanted)));
    }

    /// How much is written.
    public enum Extent {
        ADDED,
        FULL
    }

    /// How the last of each view goes.
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
