package dev.berth.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("berth.refused");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    private final RefusalLog log = new RefusalLog(nanos::get);

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
    }

    private void refuse(AccessDenialReason refusal, int times) {
        for (int i = 0; i < times; i++) {
            log.refused(refusal, "POST /x from 192.0.2.1", "shop", "key 0123abcd");
        }
    }

    @Test
    void refused_manyInASecond_areCountedAndTenLogged() {
        refuse(AccessDenialReason.KEY_UNKNOWN, 200);
        assertThat(log.count(AccessDenialReason.KEY_UNKNOWN)).isEqualTo(200);
        assertThat(appender.list).hasSize(RefusalLog.LINES_A_SECOND_MAX);
        assertThat(appender.list.getFirst().getFormattedMessage())
                .isEqualTo("POST /x from 192.0.2.1: key-unknown, key 0123abcd");
    }

    @Test
    void refused_forAnotherReasonMeanwhile_isLogged() {
        refuse(AccessDenialReason.KEY_UNKNOWN, 200);
        refuse(AccessDenialReason.KEY_REVOKED, 1);
        assertThat(appender.list.getLast().getFormattedMessage()).contains("key-revoked");
    }

    @Test
    void refused_inTheNextSecond_tellsHowManyWereLeftOut() {
        refuse(AccessDenialReason.KEY_UNKNOWN, 200);
        nanos.addAndGet(1_000_000_000L);
        refuse(AccessDenialReason.KEY_UNKNOWN, 1);
        assertThat(appender.list.get(RefusalLog.LINES_A_SECOND_MAX).getFormattedMessage())
                .isEqualTo("190 further requests: key-unknown");
        assertThat(appender.list).hasSize(RefusalLog.LINES_A_SECOND_MAX + 2);
    }
}
