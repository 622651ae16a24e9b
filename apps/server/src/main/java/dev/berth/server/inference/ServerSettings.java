package dev.berth.server.inference;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.server.telemetry.RequestTelemetry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's trace and log settings, in the members of Triton's trace and logging extensions.
/// They are set at start and changed by no caller.
///
/// Source: Triton's `extension_trace.md` and `extension_logging.md`.
public final class ServerSettings {
    private static final Logger LOG = LoggerFactory.getLogger("dev.berth");

    private final RequestTelemetry observers;

    public ServerSettings(RequestTelemetry observers) {
        this.observers = observers;
    }

    /// The trace settings, the same for all models: values are texts, and the level a list of them.
    /// Spans go to a receiver of OpenTelemetry and to no file; those of callers with a sampling
    /// decision of their own are not subject to the rate.
    public Map<String, Object> trace() {
        OptionalDouble ratio = observers.traceRatio();
        boolean isOn = ratio.isPresent();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("trace_level", List.of(isOn ? "TIMESTAMPS" : "OFF"));
        // One of so many requests; 0 for none but those whose callers request it.
        double share = ratio.orElse(0);
        settings.put("trace_rate", Long.toString(share > 0 ? Math.round(1 / share) : 0));
        settings.put("trace_count", "-1");
        settings.put("log_frequency", "0");
        settings.put("trace_file", "");
        settings.put("trace_mode", "opentelemetry");
        return settings;
    }

    /// The log settings.
    public static Map<String, Object> log() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("log_file", "");
        settings.put("log_info", LOG.isInfoEnabled());
        settings.put("log_warning", LOG.isWarnEnabled());
        settings.put("log_error", LOG.isErrorEnabled());
        settings.put("log_verbose_level", LOG.isDebugEnabled() ? 1L : 0L);
        settings.put("log_format", "default");
        return settings;
    }

    /// The problem that a caller would change settings.
    ///
    /// @param kind trace or log
    public static Problem changeRefused(String kind) {
        return Problem.of(
                ProblemCode.UNIMPLEMENTED,
                "changing "
                        + kind
                        + " settings is not offered here (expected: no settings, to read them)",
                "say what to " + kind + " when the server is started: berth up --help");
    }
}
