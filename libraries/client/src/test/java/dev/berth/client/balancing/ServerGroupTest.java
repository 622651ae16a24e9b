package dev.berth.client.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Tests of the choice among servers, with a fake clock and seeded randomness.
final class ServerGroupTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    private final FakeClock clock = new FakeClock();
    private final List<Address> ejected = new ArrayList<>();
    private final List<Address> returned = new ArrayList<>();
    private final GroupListener listener =
            new GroupListener() {
                @Override
                public void onReadmitted(Address server) {
                    returned.add(server);
                }

                @Override
                public void onEjected(Address server, Duration pause) {
                    ejected.add(server);
                }
            };

    private ServerGroup group(GroupPolicy policy, Address... servers) {
        var group = new ServerGroup(policy, clock, new Random(SEED), listener);
        group.replace(List.of(servers));
        return group;
    }

    private static GroupPolicy withoutSlowStart() {
        return new GroupPolicy(EjectionPolicy.defaults(), Duration.ZERO);
    }

    private static Address[] hosts(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Address.of("10.0.0." + i, 8080))
                .toArray(Address[]::new);
    }

    private Address answered(ServerGroup group, Duration latency) {
        AttemptLease turn = group.take("m", List.of()).orElseThrow();
        clock.move(latency);
        turn.end(AttemptOutcome.ANSWERED);
        return turn.member().address();
    }

    private void fails(ServerGroup group, Address server, int times) {
        for (int i = 0; i < times; i++) {
            AttemptLease turn;
            Collection<ServerState> avoid = new ArrayList<>();
            do {
                turn = group.take("m", avoid).orElseThrow();
                if (!turn.member().address().equals(server)) {
                    avoid.add(turn.member());
                    turn.end(AttemptOutcome.ANSWERED);
                }
            } while (!turn.member().address().equals(server));
            turn.end(AttemptOutcome.FAILED);
        }
    }

    private double share(ServerGroup group, Address of, int calls) {
        int count = 0;
        for (int i = 0; i < calls; i++) {
            count += answered(group, Duration.ofMillis(1)).equals(of) ? 1 : 0;
        }
        return (double) count / calls;
    }

    @Test
    void take_twoServersOneSlow_prefersTheQuick() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        Map<Address, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            AttemptLease turn = group.take("m", List.of()).orElseThrow();
            boolean slow = turn.member().address().host().endsWith("1");
            clock.move(slow ? Duration.ofMillis(100) : Duration.ofMillis(1));
            turn.end(AttemptOutcome.ANSWERED);
            counts.merge(turn.member().address(), 1, Integer::sum);
        }
        assertThat(counts.get(hosts(2)[0])).as("seed " + SEED).isLessThan(50);
    }

    @Test
    void take_manyUnderWay_spreadsThem() {
        ServerGroup group = group(withoutSlowStart(), hosts(10));
        Map<Address, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            AttemptLease turn = group.take("m", List.of()).orElseThrow();
            counts.merge(turn.member().address(), 1, Integer::sum);
        }
        // A single random choice would leave the fullest with about 130.
        assertThat(counts.values())
                .as("seed " + SEED)
                .allSatisfy(n -> assertThat(n).isBetween(90, 110));
    }

    @Test
    void take_serversOnOneHost_comparesDistinctHosts() {
        var same = Address.of("10.0.0.1", 1);
        var alike = Address.of("10.0.0.1", 2);
        var other = Address.of("10.0.0.2", 1);
        ServerGroup group = group(withoutSlowStart(), same, alike, other);
        for (int i = 0; i < 100; i++) {
            AttemptLease first = group.take("m", List.of()).orElseThrow();
            AttemptLease second = group.take("m", List.of(first.member())).orElseThrow();
            assertThat(second.member().address().host())
                    .isNotEqualTo(first.member().address().host());
            first.end(AttemptOutcome.ANSWERED);
            second.end(AttemptOutcome.ANSWERED);
        }
    }

    @Test
    void takeOther_noOtherHost_takesTheOtherServerThere() {
        ServerGroup group =
                group(withoutSlowStart(), Address.of("10.0.0.1", 1), Address.of("10.0.0.1", 2));
        AttemptLease first = group.take("m", List.of()).orElseThrow();
        AttemptLease second = group.takeOther("m", List.of(first.member())).orElseThrow();
        assertThat(second.member()).isNotSameAs(first.member());
        assertThat(group.takeOther("m", List.of(first.member(), second.member()))).isEmpty();
    }

    @Test
    void take_onlyServerToAvoid_isTakenAllTheSame() {
        ServerGroup group = group(withoutSlowStart(), hosts(1));
        ServerState only = group.members().getFirst();
        assertThat(group.take("m", List.of(only)).orElseThrow().member()).isSameAs(only);
        assertThat(group.hasOther(List.of(only))).isFalse();
    }

    @Test
    void take_noServers_isEmpty() {
        assertThat(
                        new ServerGroup(withoutSlowStart(), clock, new Random(SEED), listener)
                                .take("m", List.of()))
                .isEmpty();
    }

    @Test
    void end_failuresInARow_ejectForAGrowingTime() {
        ServerGroup group = group(withoutSlowStart(), hosts(3));
        Address bad = hosts(3)[0];
        fails(group, bad, 5);
        assertThat(ejected).containsExactly(bad);
        assertThat(group.usable()).isEqualTo(2);

        clock.move(Duration.ofMillis(4_999));
        assertThat(group.usable()).isEqualTo(2);
        clock.move(Duration.ofMillis(1));
        assertThat(group.usable()).isEqualTo(3);

        fails(group, bad, 5);
        clock.move(Duration.ofSeconds(9));
        assertThat(group.usable()).isEqualTo(2);
        clock.move(Duration.ofSeconds(1));
        assertThat(group.usable()).isEqualTo(3);
    }

    @Test
    void end_mostOfManyFail_ejectsThoughSomeSucceed() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        ServerState bad = group.members().getFirst();
        ServerState good = group.members().getLast();
        for (int i = 0; i < 30; i++) {
            AttemptLease turn = group.takeOther("m", List.of(good)).orElseThrow();
            turn.end(i % 3 == 0 ? AttemptOutcome.ANSWERED : AttemptOutcome.FAILED);
            assertThat(ejected).as("attempt " + i).hasSize(i < 19 ? 0 : 1);
            if (!ejected.isEmpty()) {
                break;
            }
            clock.move(Duration.ofMillis(20));
        }
        assertThat(ejected).containsExactly(bad.address());
    }

    @Test
    void end_allFail_ejectsHalfAtMost() {
        ServerGroup group = group(withoutSlowStart(), hosts(5));
        for (int i = 0; i < 1000; i++) {
            group.take("m", List.of()).orElseThrow().end(AttemptOutcome.FAILED);
        }
        assertThat(ejected).hasSize(2).doesNotHaveDuplicates();
        assertThat(group.usable()).isEqualTo(3);
    }

    @Test
    void end_onlyServerFails_isNotEjected() {
        ServerGroup group = group(withoutSlowStart(), hosts(1));
        fails(group, hosts(1)[0], 100);
        assertThat(ejected).isEmpty();
    }

    @Test
    void end_busy_isNoFailureAndNoQuickAnswer() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        Address busy = hosts(2)[0];
        int requestCount = 0;
        for (int i = 0; i < 200; i++) {
            AttemptLease turn = group.take("m", List.of()).orElseThrow();
            boolean isBusy = turn.member().address().equals(busy);
            requestCount += isBusy ? 1 : 0;
            clock.move(isBusy ? Duration.ofMillis(1) : Duration.ofMillis(50));
            turn.end(isBusy ? AttemptOutcome.BUSY : AttemptOutcome.ANSWERED);
        }
        assertThat(ejected).isEmpty();
        assertThat(requestCount).isLessThan(20);
    }

    @Test
    void end_abandonedAfterLong_countsAsSlow() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        ServerState hung = group.members().getFirst();
        for (int i = 0; i < 20; i++) {
            AttemptLease turn = group.take("m", List.of()).orElseThrow();
            clock.move(Duration.ofMillis(10));
            if (turn.member() == hung) {
                clock.move(Duration.ofSeconds(2));
                turn.end(AttemptOutcome.ABANDONED);
            } else {
                turn.end(AttemptOutcome.ANSWERED);
            }
        }
        AttemptLease next = group.take("m", List.of()).orElseThrow();
        assertThat(next.member()).isNotSameAs(hung);
    }

    @Test
    void replace_serverThatStays_keepsWhatIsKnown() {
        ServerGroup group = group(withoutSlowStart(), hosts(3));
        fails(group, hosts(3)[0], 5);
        group.replace(List.of(hosts(4)));
        assertThat(group.usable()).isEqualTo(3);
        assertThat(group.members()).hasSize(4);
    }

    @Test
    void checked_readyAfterNoAnswer_endsTheEjection() {
        ServerGroup group = group(withoutSlowStart(), hosts(3));
        ServerState away = group.members().getFirst();
        fails(group, away.address(), 5);
        group.checkFailed(away);
        assertThat(group.usable()).isEqualTo(2);
        group.checked(away, true);
        assertThat(group.usable()).isEqualTo(3);
    }

    @Test
    void checked_readyAllAlong_staysEjected() {
        ServerGroup group = group(withoutSlowStart(), hosts(3));
        ServerState failing = group.members().getFirst();
        fails(group, failing.address(), 5);
        group.checked(failing, true);
        assertThat(group.usable()).isEqualTo(2);
        assertThat(group.isDoubtful(failing)).isTrue();
    }

    @Test
    void end_oneFailure_costsCallsForSecondsOnly() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        for (int i = 0; i < 100; i++) {
            answered(group, Duration.ofMillis(1));
        }
        Address failed = hosts(2)[0];
        fails(group, failed, 1);
        assertThat(share(group, failed, 100)).isLessThan(0.1);
        clock.move(Duration.ofMillis(2_500));
        assertThat(share(group, failed, 100)).isGreaterThan(0.3);
    }

    @Test
    void checked_noneReady_usesAll() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        group.members().forEach(member -> group.checked(member, false));
        assertThat(group.usable()).isEqualTo(2);
    }

    @Test
    void checkFailed_once_isNoReason() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        ServerState one = group.members().getFirst();
        group.checkFailed(one);
        assertThat(group.usable()).isEqualTo(2);
        group.checkFailed(one);
        assertThat(group.usable()).isEqualTo(1);
        group.checked(one, true);
        assertThat(group.usable()).isEqualTo(2);
    }

    /// A group of three whose first is ejected and due for a probe.
    private ServerGroup probingFirst() {
        ServerGroup group = group(withoutSlowStart(), hosts(3));
        fails(group, hosts(3)[0], 5);
        assertThat(group.takeProbe()).as("too soon").isEmpty();
        clock.move(Duration.ofMillis(1_500));
        for (int i = 0; i < 100; i++) {
            answered(group, Duration.ZERO);
        }
        return group;
    }

    @Test
    void takeProbe_answeredAsOftenAsItFailed_endsTheEjection() {
        ServerGroup group = probingFirst();
        for (int i = 0; i < 5; i++) {
            assertThat(group.usable()).isEqualTo(2);
            AttemptLease probe = group.takeProbe().orElseThrow();
            assertThat(probe.member().address()).isEqualTo(hosts(3)[0]);
            assertThat(group.takeProbe()).as("one at a time").isEmpty();
            probe.end(AttemptOutcome.ANSWERED);
        }
        assertThat(group.usable()).isEqualTo(3);
        assertThat(group.takeProbe()).isEmpty();
    }

    @Test
    void takeProbe_failed_waitsForASecondAndAHundredCalls() {
        ServerGroup group = probingFirst();
        group.takeProbe().orElseThrow().end(AttemptOutcome.ANSWERED);
        group.takeProbe().orElseThrow().end(AttemptOutcome.FAILED);
        clock.move(Duration.ofMillis(1_500));
        assertThat(group.takeProbe()).as("too few calls").isEmpty();
        for (int i = 0; i < 100; i++) {
            answered(group, Duration.ZERO);
        }
        for (int i = 0; i < 4; i++) {
            group.takeProbe().orElseThrow().end(AttemptOutcome.ANSWERED);
            assertThat(group.usable()).isEqualTo(2);
        }
    }

    @Test
    void takeProbe_serverNotReady_orNoneBesideIt_isEmpty() {
        ServerGroup group = probingFirst();
        List<ServerState> members = group.members();
        group.checkFailed(members.getFirst());
        assertThat(group.takeProbe()).isEmpty();
        group.replace(List.of(hosts(1)));
        assertThat(group.takeProbe()).isEmpty();
    }

    @Test
    void end_manyFailuresInARow_costCallsNoLongerThanOne() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        for (int i = 0; i < 100; i++) {
            answered(group, Duration.ofMillis(1));
        }
        fails(group, hosts(2)[0], 4);
        clock.move(Duration.ofMillis(2_500));
        assertThat(share(group, hosts(2)[0], 100)).as("seed " + SEED).isGreaterThan(0.3);
    }

    @Test
    void end_busyBetweenFailures_doesNotHideThem() {
        ServerGroup group = group(withoutSlowStart(), hosts(2));
        ServerState bad = group.members().getFirst();
        for (int i = 0; i < 5; i++) {
            group.takeOther("m", List.of(group.members().getLast()))
                    .orElseThrow()
                    .end(AttemptOutcome.BUSY);
            group.takeOther("m", List.of(group.members().getLast()))
                    .orElseThrow()
                    .end(AttemptOutcome.FAILED);
        }
        assertThat(ejected).containsExactly(bad.address());
    }

    @Test
    void usable_ejectionEndsWhileNotReady_isNotToldAsAReturn() {
        ServerGroup group = group(withoutSlowStart(), hosts(3));
        fails(group, hosts(3)[0], 5);
        group.checked(group.members().getFirst(), false);
        clock.move(Duration.ofSeconds(5));
        assertThat(group.usable()).isEqualTo(2);
        assertThat(returned).isEmpty();
    }
}
