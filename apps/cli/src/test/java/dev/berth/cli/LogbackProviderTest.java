package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogbackProviderTest {
    private static final String PROVIDER = "slf4j.provider";
    private static final String VERBOSITY = "slf4j.internal.verbosity";

    private final @Nullable String providerBefore = System.getProperty(PROVIDER);
    private final @Nullable String verbosityBefore = System.getProperty(VERBOSITY);

    @AfterEach
    void restore() {
        set(PROVIDER, providerBefore);
        set(VERBOSITY, verbosityBefore);
    }

    private static void set(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    @Test
    void loggers_beforeAServerSetsThemUp_areOffAndCanBeTurnedOn() {
        var provider = new LogbackProvider();
        provider.initialize();
        var context = (LoggerContext) provider.getLoggerFactory();
        var written = new ListAppender<ILoggingEvent>();
        written.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(written);
        Logger logger = provider.getLoggerFactory().getLogger("dev.berth.some");

        logger.error("withoutListener");
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        provider.getMDCAdapter().put("request", "7");
        logger.info("heard");

        assertThat(context.isStarted()).isTrue();
        assertThat(written.list).hasSize(1);
        assertThat(written.list.getFirst().getMessage()).isEqualTo("heard");
        assertThat(written.list.getFirst().getMDCPropertyMap()).containsEntry("request", "7");
        assertThat(provider.getMarkerFactory().getMarker("m").getName()).isEqualTo("m");
        assertThat(provider.getRequestedApiVersion()).startsWith("2.0.");
    }

    @Test
    void loggers_beforeTheyAreMade_cannotBeHad() {
        var provider = new LogbackProvider();

        assertThatThrownBy(provider::getLoggerFactory).isInstanceOf(NullPointerException.class);
    }

    @Test
    void use_whereNobodyNamedOne_namesThisQuietly() {
        System.clearProperty(PROVIDER);
        System.clearProperty(VERBOSITY);

        LogbackProvider.use();

        assertThat(System.getProperty(PROVIDER)).isEqualTo(LogbackProvider.class.getName());
        assertThat(System.getProperty(VERBOSITY)).isEqualTo("WARN");
    }

    @Test
    void use_whereOneIsNamed_leavesIt() {
        System.setProperty(PROVIDER, "some.other.Provider");
        System.clearProperty(VERBOSITY);

        LogbackProvider.use();

        assertThat(System.getProperty(PROVIDER)).isEqualTo("some.other.Provider");
        assertThat(System.getProperty(VERBOSITY)).isNull();
    }
}
