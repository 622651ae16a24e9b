package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @TempDir Path directory;

    @Test
    void scrape_afterRequests_showsThem() {
        try (TestServer server = TestServer.start(directory)) {
            server.post("/v2/models/fake/infer", infer(1, 2, 3));
            server.post("/v1/models/fake:predict", "{\"x\":[1,2]}");
            server.post("/v1/models/made-up:predict", "{}");
            String text = server.get("/metrics").body();
            for (String stage : List.of("queue", "inference")) {
                assertThat(text)
                        .contains(
                                "berth_"
                                        + stage
                                        + "_duration_seconds_count{model=\"fake\",version=\"2\"} 1");
            }
            // The fake has neither encoder nor decoder.
            assertThat(text)
                    .contains(
                            "berth_preprocess_duration_seconds_count{model=\"fake\",version=\"2\"} 0")
                    .contains(
                            "berth_postprocess_duration_seconds_count{model=\"fake\",version=\"2\"} 0")
                    .contains(
                            "berth_request_duration_seconds_count{code=\"ok\",model=\"fake\",version=\"2\"} 1")
                    .contains(
                            "berth_request_duration_seconds_count{code=\"record-invalid\",model=\"fake\",version=\"2\"} 1")
                    .contains(
                            "berth_request_duration_seconds_bucket{code=\"ok\",model=\"fake\",version=\"2\",le=\"10.0\"} 1")
                    .contains(
                            "berth_request_duration_seconds_bucket{code=\"ok\",model=\"fake\",version=\"2\",le=\"1.0E-4\"}")
                    .contains(
                            "berth_request_duration_seconds_count{code=\"model-not-found\",model=\"\",version=\"\"} 1")
                    .contains("berth_batch_size_rows_count{model=\"fake\",version=\"2\"} ")
                    .contains(
                            "berth_request_failures_total{code=\"record-invalid\",model=\"fake\",reason=\"error\",version=\"2\"} 1")
                    .contains("berth_model_ready{model=\"broken\",version=\"1\"} 0.0")
                    .contains(
                            "berth_model_memory_bytes{kind=\"weights\",model=\"tiny\",version=\"1\"}")
                    .contains("berth_model_loaded{model=\"tiny\",version=\"1\"} 1")
                    .contains("berth_queue_rows{model=\"fake\",version=\"2\"} 0.0")
                    .contains("berth_tensor_pool_bytes{state=\"in_use\"}")
                    .contains("berth_tensor_pool_blocks{state=\"in_use\"} 0.0")
                    .contains("berth_pending_requests{model=\"fake\",version=\"2\"} 0.0")
                    .contains(
                            "berth_queue_oldest_request_age_seconds{model=\"fake\",version=\"2\"} 0.0")
                    .contains("berth_queue_rows_limit{model=\"fake\",version=\"2\"} ")
                    .contains("berth_model_load_failed{model=\"broken\",version=\"1\"} 1.0")
                    .contains("berth_model_load_failed{model=\"fake\",version=\"2\"} 0.0")
                    .contains("berth_executor_threads 2.0")
                    .contains("berth_executor_threads_busy ")
                    .contains("berth_requests_in_flight 1.0")
                    .contains("berth_grpc_streams_open 0.0")
                    .contains("berth_event_loop_lag_seconds_count ")
                    .contains("berth_memory_limit_bytes ")
                    .contains("berth_netty_direct_memory_bytes ")
                    .contains("process_files_open_files ")
                    .contains("berth_build_info{")
                    .contains("process_resident_memory_bytes ")
                    .contains("jvm_memory_used_bytes{")
                    .contains("berth_connections ")
                    .doesNotContain("made-up");
            assertThat(text.lines().filter(line -> line.contains("model=\"\"")))
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(line).containsPattern("^berth_(request|failed)_"))
                    .noneSatisfy(line -> assertThat(line).contains("code=\"ok\""));
        }
    }

    @Test
    void gauges_whileRequestsWait_showHowManyAndHowLong() {
        try (TestServer server = TestServer.start(directory)) {
            server.fake().runGate().shut();
            var held = server.sendLater(server.posting("/v2/models/fake/infer", infer(1, 2, 3)));
            server.fake().runGate().awaitWaiting(1);
            var queued = server.sendLater(server.posting("/v2/models/fake/infer", infer(1, 2, 3)));
            Await.until(() -> server.queuedRows() == 1);
            String text = server.get("/metrics").body();
            assertThat(text)
                    .contains("berth_pending_requests{model=\"fake\",version=\"2\"} 1.0")
                    .contains("berth_executor_threads_busy 1.0")
                    .contains("berth_requests_in_flight 3.0")
                    .doesNotContain(
                            "berth_queue_oldest_request_age_seconds{model=\"fake\",version=\"2\"} 0.0\n");
            server.fake().runGate().open();
            held.join();
            queued.join();
        }
    }
}
