package dev.berth.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTimeoutTest {
    @ParameterizedTest
    @CsvSource({
        "1H, 3600000000000",
        "2M, 120000000000",
        "3S, 3000000000",
        "4m, 4000000",
        "5u, 5000",
        "6n, 6",
        "00000007n, 7",
        "99999999H, 9223372036854775807"
    })
    void timeout_ofEachUnit_isInNanoseconds(String header, long nanos) {
        assertThat(CallTimeout.nanos(header)).hasValue(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S", "1", "1s", "-1S", "123456789S", "1.5S", " 1S", "1 S"})
    void timeout_thatIsNone_isNoLimit(String header) {
        assertThat(CallTimeout.nanos(header)).isEmpty();
    }

    @Test
    void timeout_withoutHeader_isNoLimit() {
        assertThat(CallTimeout.nanos(null)).isEqualTo(OptionalLong.empty());
    }
}
