package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.SpanReceiver.Received;
import java.util.Comparator;
import java.util.List;

/// One request as the receiver saw it: the server's span, and the stages within it.
record ReceivedTrace(Received request, List<Received> stages) {
    /// The request of this name, which must have arrived once, whole and in order.
    static ReceivedTrace of(List<Received> spans, String requestId) {
        List<Received> requests =
                spans.stream()
                        .filter(s -> requestId.equals(s.attributes().get("berth.request.id")))
                        .toList();
        assertThat(requests).as("spans of request " + requestId).hasSize(1);
        Received request = requests.getFirst();
        List<Received> stages =
                spans.stream()
                        .filter(s -> s.parentId().equals(request.spanId()))
                        .sorted(Comparator.comparingLong(Received::startNanos))
                        .toList();
        var trace = new ReceivedTrace(request, stages);
        trace.assertAddsUp();
        return trace;
    }

    /// The stages are of the request's trace, begin with it, follow each other without gap or
    /// overlap, and end with it.
    private void assertAddsUp() {
        assertThat(request.kind()).isEqualTo(2);
        assertThat(stages).isNotEmpty();
        long at = request.startNanos();
        long sum = 0;
        for (Received stage : stages) {
            assertThat(stage.traceId()).isEqualTo(request.traceId());
            assertThat(stage.startNanos()).as("start of " + stage).isEqualTo(at);
            assertThat(stage.nanos()).as("time of " + stage).isPositive();
            at = stage.endNanos();
            sum += stage.nanos();
        }
        assertThat(at).as("end of the last of " + stages).isEqualTo(request.endNanos());
        assertThat(sum).isEqualTo(request.nanos());
    }

    List<String> stageNames() {
        return stages.stream().map(Received::name).toList();
    }

    Received stage(String name) {
        return stages.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    String attribute(String name) {
        return request.attributes().getOrDefault(name, "");
    }
}
