package dev.berth.cli.up;

import dev.berth.cli.console.RatioConverter;
import dev.berth.cli.console.UrlConverter;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.ServerOptions;
import dev.berth.server.logging.LogOptions;
import dev.berth.server.telemetry.TraceOptions;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/// Options of `berth up` for logs, metrics and traces.
final class ReportingOptions implements UpOptions {
    private final OptionSpec logForm =
            OptionSpec.builder("--log-format")
                    .paramLabel("FORM")
                    .type(String.class)
                    .completionCandidates(List.of("text", "json"))
                    .description(
                            "The format of log lines: text or json. Default: text at a terminal.")
                    .build();

    private final OptionSpec logLevel =
            OptionSpec.builder("--log-level")
                    .paramLabel("LEVEL")
                    .defaultValue("info")
                    .type(String.class)
                    .completionCandidates(List.of("error", "warn", "info", "debug"))
                    .description("The lowest level that is logged: error, warn, info, debug.")
                    .build();

    private final OptionSpec accessLog =
            OptionSpec.builder("--access-log")
                    .negatable(true)
                    .type(Boolean.class)
                    .description(
                            "Log a line for each request. Default: on with --log-format json, off "
                                    + "with text.")
                    .build();

    private final OptionSpec otlp =
            OptionSpec.builder("--otlp-endpoint")
                    .paramLabel("URL")
                    .type(URI.class)
                    .converters(new UrlConverter())
                    .description("Send traces to this OTLP/HTTP receiver. Default: no traces.")
                    .build();

    private final OptionSpec traceRatio =
            OptionSpec.builder("--trace-sample-ratio")
                    .paramLabel("RATIO")
                    .defaultValue("1")
                    .type(double.class)
                    .converters(new RatioConverter())
                    .description(
                            "Share of requests to trace if the caller does not decide, with "
                                    + "--otlp-endpoint: 0 to 1. Default: ${DEFAULT-VALUE}, all.")
                    .build();

    @Override
    public List<OptionSpec> all() {
        return List.of(logForm, logLevel, accessLog, otlp, traceRatio);
    }

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        var with = options.withLog(log());
        @Nullable URI receiver = otlp.getValue();
        return receiver == null
                ? with
                : with.withTraces(new TraceOptions(receiver, traceRatio.<Double>getValue()));
    }

    private LogOptions log() {
        var log =
                LogOptions.defaults()
                        .withLevel(
                                choice(LogOptions.Level.class, "--log-level", logLevel.getValue()));
        @Nullable String form = logForm.getValue();
        if (form != null) {
            log = log.withFormat(choice(LogOptions.Format.class, "--log-format", form));
        }
        @Nullable Boolean access = accessLog.getValue();
        if (access != null) {
            log = log.withAccess(access ? LogOptions.Access.ON : LogOptions.Access.OFF);
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
