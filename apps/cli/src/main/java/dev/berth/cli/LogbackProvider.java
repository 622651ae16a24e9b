package dev.berth.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.CoreConstants;
import dev.berth.cli.console.ProblemReport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// SLF4J provider for Logback, configured by [QuietLogging] without a scan of all jars.
///
/// SLF4J searches all jars for a provider, and Logback for a configurator; opening each jar delays
/// the start (docs/adr/0046). Selected by the property `slf4j.provider`.
public final class LogbackProvider implements SLF4JServiceProvider {
    private static final String PROVIDER = "slf4j.provider";

    /// Suppresses SLF4J's message on standard error that a provider was named.
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private static final String API_VERSION = "2.0.99";

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final LogbackMDCAdapter context = new LogbackMDCAdapter();
    private @Nullable LoggerContext loggers;

    /// Selects this provider, unless `BERTH_DEBUG` requests Logback's usual output or another
    /// provider is named.
    static void use() {
        if (System.getenv(ProblemReport.DEBUG) == null && System.getProperty(PROVIDER) == null) {
            System.setProperty(PROVIDER, LogbackProvider.class.getName());
            System.setProperty(VERBOSITY, System.getProperty(VERBOSITY, "WARN"));
        }
    }

    @Override
    public void initialize() {
        var made = new LoggerContext();
        made.setName(CoreConstants.DEFAULT_CONTEXT_NAME);
        made.setMDCAdapter(context);
        var _ = new QuietLogging().configure(made);
        made.start();
        loggers = made;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return Objects.requireNonNull(loggers, "not initialised");
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return API_VERSION;
    }
}
