package dev.berth.cli;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerOptions;
import dev.berth.server.logging.LogOptions;
import dev.berth.server.observe.TraceOptions;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What `berth up` logs and reports.
final class ReportingOptions implements UpOptions {
    @Option(
            names = "--log",
            paramLabel = "FORM",
            description = "The form of log lines: text or json. Default: text at a terminal.")
    private @Nullable String logForm;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "The least severe that is logged: error, warn, info, debug.")
    private String logLevel = "";

    @Option(
            names = "--access-log",
            negatable = true,
            description =
                    "Log a line for each request, or not. Default: with --log json, not with text.")
    private @Nullable Boolean accessLog;

    @Option(
            names = "--otlp",
            paramLabel = "URL",
            converter = UrlConverter.class,
            description = "Send traces to this OTLP/HTTP receiver. Default: no traces.")
    private @Nullable URI otlp;

    @Option(
            names = "--trace-ratio",
            paramLabel = "RATIO",
            converter = RatioConverter.class,
            defaultValue = "1",
            description =
                    "How many of the requests whose callers do not decide themselves are traced, "
                            + "with --otlp: 0 to 1. Default: ${DEFAULT-VALUE}, all.")
    private double traceRatio;

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        var with = options.withLog(log());
        return otlp == null ? with : with.withTraces(new TraceOptions(otlp, traceRatio));
    }

    private LogOptions log() {
        var log =
                LogOptions.defaults()
                        .withLevel(choice(LogOptions.Level.class, "--log-level", logLevel));
        if (logForm != null) {
            log = log.withFormat(choice(LogOptions.Format.class, "--log", logForm));
        }
        if (accessLog != null) {
            log = log.withAccess(accessLog ? LogOptions.Access.ON : LogOptions.Access.OFF);
        }
        return log;
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String option, String text) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                option + " " + text,
                "write one of "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
    }
}
