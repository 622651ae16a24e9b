package dev.berth.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.stage.TinyAnswer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests of parsing the output of load generators.
final class LoadToolTest {
    private static final String H2LOAD =
            """
            finished in 1.00s, 61100.00 req/s, 5.13MB/s
            requests: 61124 total, 61132 started, 61100 done, 61100 succeeded, 0 failed, 0 errored, 0 timeout
            status codes: 61116 2xx, 0 3xx, 0 4xx, 0 5xx
            traffic: 5.13MB (5379020) total, 1.40MB (1467050) headers (space savings 70.73%), 2.97MB (3117324) data
            """;

    @Test
    void h2load_itsSummary_givesCountAndRate() throws IOException {
        LoadTool.Sent sent = H2load.counted(new ToolOutput(H2LOAD));
        assertThat(sent.requests()).isEqualTo(61_100);
        assertThat(sent.requestsPerSecond()).isEqualTo(61_100);
    }

    @Test
    void h2load_answersWithoutMessage_areRefusals() {
        var output = new ToolOutput(H2LOAD.replace("2.97MB (3117324) data", "0B (0) data"));
        assertThatThrownBy(() -> H2load.counted(output)).hasMessageContaining("without a message");
    }

    @Test
    void h2load_itsLog_givesPercentilesOfTheSuccessful() {
        LatencySamples samples =
                H2load.samples(
                        List.of("1\t200\t400", "2\t200\t600", "3\t-1\t90000", "4\t200\t500"));
        assertThat(samples.count()).isEqualTo(3);
        assertThat(samples.percentileMillis(50)).isEqualTo(0.5);
    }

    @Test
    void sockets_unevenCounts_slowestIsHeldAgainstTheMean() {
        assertThat(SocketLoad.slowestOfMean(List.of(50, 100, 150))).isEqualTo(0.5);
    }

    @Test
    void probabilities_anyLayout_areRecognised() {
        assertThat(TinyAnswer.isPrediction("{\"data\": [0.25, 0.5,\n 0.25]}")).isTrue();
        assertThat(TinyAnswer.isPrediction("{\"data\":[1.0,2.0,3.0]}")).isFalse();
        assertThat(TinyAnswer.isPrediction("{\"data\":[0.5,0.5]}")).isFalse();
        assertThat(TinyAnswer.isPrediction("{\"error\":\"no such model\"}")).isFalse();
    }

    @Test
    void otherServer_eitherForm_isTakenApart() {
        OtherServer json = OtherServer.parse("peer=http://127.0.0.1:9000/mlp#42");
        assertThat(json.name()).isEqualTo("peer");
        assertThat(json.model()).isEqualTo("mlp");
        assertThat(json.target().address()).hasToString("http://127.0.0.1:9000");
        assertThat(json.target().usage().orElseThrow().pid()).isEqualTo(42);
        OtherServer grpc = OtherServer.parse("peer=grpc://localhost:9001/mlp");
        assertThat(grpc.form()).isEqualTo(OtherServer.Form.GRPC);
        assertThat(grpc.target().usage()).isEmpty();
    }

    @Test
    void otherServer_withoutModelOrPort_saysWhatIsExpected() {
        for (String wrong :
                List.of("http://h:1/m", "a=http://h/m", "a=http://h:1", "a=ftp://h:1/m")) {
            assertThatThrownBy(() -> OtherServer.parse(wrong))
                    .hasMessageContaining("expected: NAME=http://host:port/model");
        }
    }
}
