package dev.berth.jobs.server;

import dev.berth.jobs.Job;
import dev.berth.jobs.JobState;
import dev.berth.protocol.json.JsonValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Jobs as JSON.
final class JobJson {
    private JobJson() {}

    static Map<String, Object> of(Job job) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", job.id().value());
        json.put("state", job.state().label());
        json.put(job.target().kind().label(), job.target().name());
        json.put("versions", job.versions());
        json.put("records", job.records());
        json.put("done", job.progress().done());
        json.put("failed", job.progress().failed());
        json.put("attempts", job.attempts());
        json.put("submitted", job.submitted().toString());
        time(json, "started", job.started());
        time(json, "finished", job.finished());
        time(json, "expires", job.expires());
        job.problem()
                .ifPresent(
                        text -> {
                            Object problem = JsonValues.read(text);
                            if (problem != null) {
                                json.put("problem", problem);
                            }
                        });
        job.webhook().ifPresent(state -> json.put("webhook", state));
        if (job.state().isFinished() && job.state() != JobState.EXPIRED) {
            json.put("result", "/v1/jobs/" + job.id() + "/result");
        }
        return json;
    }

    private static void time(Map<String, Object> json, String name, Optional<Instant> time) {
        time.ifPresent(known -> json.put(name, known.toString()));
    }
}
