package dev.berth.jobs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.AccessRules;
import dev.berth.core.system.FeatureSettings;
import dev.berth.core.system.JobSettings;
import dev.berth.core.system.SystemDescription;
import dev.berth.jobs.Job;
import dev.berth.jobs.JobId;
import dev.berth.jobs.JobOptions;
import dev.berth.jobs.JobState;
import dev.berth.jobs.JobSubmission;
import dev.berth.jobs.JobTarget;
import dev.berth.jobs.store.JobLeases.BlockResult;
import dev.berth.jobs.store.JobLeases.Lease;
import dev.berth.jobs.store.JobLeases.Written;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Leases of two servers over one database, at times that the test sets.
final class JobLeasesTest {
    private static final Duration LEASE = JobSettings.DEFAULT.lease();
    private static final JobOptions OPTIONS =
            new JobOptions(1, Duration.ofHours(1), 1, Optional.of("https://hooks.example.com/"));

    @TempDir private Path directory;

    private Instant now = Instant.parse("2026-12-02T20:00:00Z");
    private JobStore one;
    private JobStore other;
    private JobLeases ofOne;
    private JobLeases ofOther;

    @BeforeEach
    void open() {
        one = store();
        other = store();
        ofOne = new JobLeases(one);
        ofOther = new JobLeases(other);
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    private JobStore store() {
        var system =
                new SystemDescription(
                        directory,
                        "test",
                        "",
                        Optional.empty(),
                        Map.of(),
                        List.of(),
                        FeatureSettings.DEFAULT,
                        Optional.empty(),
                        AccessRules.none());
        return JobStore.of(() -> system, Map.of(), () -> now);
    }

    private JobId submit() {
        return one.submit(
                        new JobSubmission(
                                new JobTarget(JobTarget.Kind.MODEL, "m", Optional.empty()),
                                "",
                                Optional.empty(),
                                "digest",
                                OPTIONS,
                                List.of(
                                        new JobSubmission.Block(1, utf8("a")),
                                        new JobSubmission.Block(1, utf8("b")))))
                .job()
                .id();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static BlockResult result(String line) {
        return new BlockResult(1, utf8(line), 0, "1");
    }

    private static Lease take(JobLeases leases) {
        List<Lease> taken = leases.take("test", 10);
        assertThat(taken).hasSize(1);
        return taken.getFirst();
    }

    private Job job(JobId id) {
        return other.require(id, "");
    }

    private String text(JobId id, int block) {
        return one.findResult(id, block)
                .map(result -> StandardCharsets.UTF_8.decode(result).toString())
                .orElse("");
    }

    @Test
    void lease_isOneServers_untilItEnds_andThenItsWritesAreLost() {
        JobId id = submit();
        Lease first = take(ofOne);
        assertThat(ofOther.take("other", 10)).isEmpty();
        assertThat(ofOne.complete(first, 0, result("one"))).isEqualTo(Written.DONE);

        now = now.plus(LEASE).plusMillis(1);
        Lease second = take(ofOther);
        assertThat(second.blocksDone()).isEqualTo(1);
        assertThat(ofOne.complete(first, 1, result("late"))).isEqualTo(Written.LOST);
        assertThat(ofOne.renew(List.of(first))).containsExactly(first);
        assertThat(ofOne.fail(first, JobLeases.late())).isFalse();
        ofOne.release(first);
        assertThat(ofOther.complete(second, 1, result("two"))).isEqualTo(Written.LAST);
        assertThat(ofOther.complete(second, 1, result("again"))).isEqualTo(Written.LOST);
        assertThat(job(id).state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(job(id).attempts()).isEqualTo(2);
        assertThat(text(id, 0) + text(id, 1)).isEqualTo("onetwo");
    }

    @Test
    void block_thatIsDone_isNotWrittenAgain() {
        JobId id = submit();
        Lease lease = take(ofOne);
        assertThat(ofOne.complete(lease, 0, result("one"))).isEqualTo(Written.DONE);
        assertThat(ofOne.complete(lease, 0, result("other"))).isEqualTo(Written.LOST);
        assertThat(text(id, 0)).isEqualTo("one");
        assertThat(job(id).progress().done()).isEqualTo(1);
    }

    @Test
    void lease_thatIsRenewed_isKept() {
        submit();
        Lease lease = take(ofOne);
        for (int i = 0; i < 5; i++) {
            now = now.plus(LEASE.dividedBy(2));
            assertThat(ofOne.renew(List.of(lease))).isEmpty();
            assertThat(ofOther.take("other", 10)).isEmpty();
        }
    }

    @Test
    void job_whoseServersEndTooOften_fails_butNotIfItProgresses() {
        JobId id = submit();
        take(ofOne);
        now = now.plus(LEASE).plusMillis(1);
        Lease lease = take(ofOne);
        ofOne.complete(lease, 0, result("one"));
        now = now.plus(LEASE).plusMillis(1);
        take(ofOne);
        now = now.plus(LEASE).plusMillis(1);
        assertThat(ofOne.take("test", 10)).isEmpty();
        assertThat(job(id).state()).isEqualTo(JobState.FAILED);
        assertThat(job(id).problem().orElseThrow()).contains("worker-terminated");
        assertThat(text(id, 0)).isEqualTo("one");
    }

    @Test
    void retry_isAfterItsPause_andTimeoutEndsIt() {
        JobId id = submit();
        ofOne.retry(take(ofOne), Duration.ofMinutes(1));
        assertThat(ofOther.take("other", 10)).isEmpty();
        now = now.plus(Duration.ofMinutes(1));
        Lease lease = take(ofOther);
        assertThat(lease.failures()).isEqualTo(1);
        ofOther.release(lease);
        now = now.plus(Duration.ofHours(1));
        assertThat(ofOther.take("other", 10)).isEmpty();
        assertThat(job(id).problem().orElseThrow()).contains("deadline-exceeded");
    }

    @Test
    void cancelled_losesItsLease() {
        JobId id = submit();
        Lease lease = take(ofOne);
        other.cancel(id, "");
        assertThat(ofOne.complete(lease, 0, result("one"))).isEqualTo(Written.LOST);
        assertThat(job(id).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void webhook_isTakenByOne_andSettledOnce() {
        JobId id = submit();
        ofOne.fail(take(ofOne), Problem.of(ProblemCode.INTERNAL_ERROR, "as it happens", "none"));
        var outboxOfOne = new WebhookOutbox(one);
        var outboxOfOther = new WebhookOutbox(other);
        WebhookOutbox.Due first = outboxOfOne.take(10).getFirst();
        assertThat(outboxOfOther.take(10)).isEmpty();
        now = now.plus(Duration.ofMinutes(2));
        WebhookOutbox.Due second = outboxOfOther.take(10).getFirst();
        // The first one was slow: what it says does not count any more.
        outboxOfOne.settle(first, "failed");
        outboxOfOther.settle(second, "delivered");
        now = now.plus(Duration.ofMinutes(2));
        assertThat(outboxOfOne.take(10)).isEmpty();
        assertThat(job(id).webhook()).contains("delivered");
    }

    @Test
    void expired_isGone_andLaterNotThere() {
        JobId id = submit();
        other.cancel(id, "");
        var expiry = new JobExpiry(one);
        assertThat(expiry.expireDue()).isZero();
        now = now.plus(JobSettings.DEFAULT.keep());
        assertThat(expiry.expireDue()).isOne();
        assertThatThrownBy(() -> job(id)).hasMessageStartingWith("job-expired");
        now = now.plus(JobSettings.DEFAULT.keep());
        assertThat(expiry.expireDue()).isZero();
        assertThatThrownBy(() -> job(id))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("job-not-found");
    }
}
