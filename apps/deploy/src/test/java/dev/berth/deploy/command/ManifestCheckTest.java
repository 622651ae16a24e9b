package dev.berth.deploy.command;

import static dev.berth.deploy.command.RenderedManifests.EXAMPLES;
import static dev.berth.deploy.command.RenderedManifests.VARIANTS;
import static dev.berth.deploy.command.RenderedManifests.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.system.ValidationError;
import dev.berth.deploy.check.ManifestCheck;
import dev.berth.deploy.command.RenderedManifests.Run;
import dev.berth.deploy.schema.PublishedSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestCheckTest {
    private static final String VERSION = PublishedSchemas.VERSION_DEFAULT;

    @TempDir private Path folder = Path.of("");

    /// A change by hand.
    ///
    /// @param variant of the manifests, by its number
    /// @param old what is replaced once
    /// @param message what is found
    /// @param pointer where, within the document
    record Planted(
            int variant, String file, String old, String changed, String message, String pointer) {
        @Override
        public String toString() {
            return file + ": " + message;
        }
    }

    private static Planted in(
            int variant, String file, String old, String changed, String message, String pointer) {
        return new Planted(variant, file, old, changed, message, pointer);
    }

    static Stream<Planted> planted() {
        String pod = "/spec/template/spec";
        String container = pod + "/containers/0";
        return Stream.of(
                in(
                        0,
                        "deployment.yaml",
                        "  minReadySeconds",
                        "  minReadySecond",
                        "the unknown key 'minReadySecond'",
                        "/spec/minReadySecond"),
                in(
                        0,
                        "deployment.yaml",
                        "revisionHistoryLimit: 5",
                        "revisionHistoryLimit: five",
                        "string found, integer expected",
                        "/spec/revisionHistoryLimit"),
                in(
                        0,
                        "deployment.yaml",
                        "apiVersion: apps/v1",
                        "apiVersion: apps/v1beta1",
                        "of which no schema is here",
                        "/apiVersion"),
                in(
                        0,
                        "deployment.yaml",
                        "    matchLabels:\n      app.kubernetes.io/name: berth",
                        "    matchLabels:\n      app.kubernetes.io/name: other",
                        "that matches nothing",
                        "/spec/selector/matchLabels"),
                in(
                        0,
                        "service.yaml",
                        "app.kubernetes.io/instance: sentences\n  # ",
                        "app.kubernetes.io/instance: sentence\n  # ",
                        "that matches nothing",
                        "/spec/selector"),
                in(
                        0,
                        "pod-disruption-budget.yaml",
                        "matchLabels:\n      app.kubernetes.io/name: berth",
                        "matchLabels:\n      app: berth",
                        "that matches nothing",
                        "/spec/selector/matchLabels"),
                in(
                        0,
                        "network-policy.yaml",
                        "matchLabels:\n      app.kubernetes.io/name: berth",
                        "matchLabels:\n      app: berth",
                        "that matches nothing",
                        "/spec/podSelector/matchLabels"),
                in(
                        0,
                        "pod-monitor.yaml",
                        "matchLabels:\n      app.kubernetes.io/name: berth",
                        "matchLabels:\n      app: berth",
                        "that matches nothing",
                        "/spec/selector/matchLabels"),
                in(
                        0,
                        "pod-monitor.yaml",
                        "port: http",
                        "port: metrics",
                        "the port 'metrics'",
                        "/spec/podMetricsEndpoints/0/port"),
                in(
                        0,
                        "service.yaml",
                        "targetPort: http",
                        "targetPort: web",
                        "the port 'web'",
                        "/spec/ports/0/targetPort"),
                in(
                        0,
                        "service.yaml",
                        "name: grpc",
                        "name: http",
                        "a second port 'http'",
                        "/spec/ports/1/name"),
                in(
                        0,
                        "network-policy.yaml",
                        "port: http",
                        "port: 9090",
                        "the port '9090'",
                        "/spec/ingress/0/ports/0/port"),
                in(
                        0,
                        "deployment.yaml",
                        "port: http\n            periodSeconds: 20",
                        "port: 8081\n            periodSeconds: 20",
                        "the port '8081'",
                        container + "/livenessProbe/httpGet/port"),
                in(
                        0,
                        "horizontal-pod-autoscaler.yaml",
                        "kind: Deployment\n    name: sentences",
                        "kind: Deployment\n    name: sentence",
                        "the target Deployment 'sentence'",
                        "/spec/scaleTargetRef/name"),
                in(
                        0,
                        "horizontal-pod-autoscaler.yaml",
                        "minReplicas: 2",
                        "minReplicas: 20",
                        "minReplicas 20 above maxReplicas 9",
                        "/spec/minReplicas"),
                in(
                        0,
                        "deployment.yaml",
                        "  minReadySeconds: 5",
                        "  replicas: 3\n  minReadySeconds: 5",
                        "replicas: 3 beside an autoscaler",
                        "/spec/replicas"),
                in(
                        0,
                        "pod-disruption-budget.yaml",
                        "maxUnavailable: 1",
                        "maxUnavailable: 0",
                        "forbids every eviction",
                        "/spec/maxUnavailable"),
                in(
                        0,
                        "pod-disruption-budget.yaml",
                        "maxUnavailable: 1",
                        "minAvailable: 2",
                        "forbids every eviction",
                        "/spec/minAvailable"),
                in(
                        0,
                        "deployment.yaml",
                        "maxUnavailable: 0",
                        "maxUnavailable: 1",
                        "maxUnavailable: 1",
                        "/spec/strategy/rollingUpdate/maxUnavailable"),
                in(
                        0,
                        "deployment.yaml",
                        "maxSurge: 2",
                        "maxSurge: 0",
                        "maxSurge: 0 with maxUnavailable: 0",
                        "/spec/strategy/rollingUpdate/maxSurge"),
                in(
                        0,
                        "deployment.yaml",
                        "type: RollingUpdate",
                        "type: Recreate",
                        "the strategy Recreate",
                        "/spec/strategy/type"),
                in(
                        0,
                        "deployment.yaml",
                        "              cpu: \"2\"\n              memory: 576Mi\n          # The",
                        "              cpu: \"1\"\n              memory: 576Mi\n          # The",
                        "a request of 2 cpu",
                        container + "/resources/requests/cpu"),
                in(
                        0,
                        "deployment.yaml",
                        "memory: 576Mi\n          # The",
                        "memory: 576m\n          # The",
                        "576m of memory",
                        container + "/resources/limits/memory"),
                in(
                        0,
                        "deployment.yaml",
                        "              memory: 576Mi\n          # The",
                        "          # The",
                        "no limit of memory",
                        container + "/resources"),
                in(
                        0,
                        "deployment.yaml",
                        "allowPrivilegeEscalation: false",
                        "allowPrivilegeEscalation: true",
                        "not allowPrivilegeEscalation: false",
                        container + "/securityContext"),
                in(
                        0,
                        "deployment.yaml",
                        "              drop:\n                - ALL",
                        "              add:\n                - NET_ADMIN",
                        "the capability NET_ADMIN",
                        container + "/securityContext/capabilities/add/0"),
                in(
                        0,
                        "deployment.yaml",
                        "                - ALL",
                        "                - CHOWN",
                        "not capabilities: {drop: [ALL]}",
                        container + "/securityContext"),
                in(
                        0,
                        "deployment.yaml",
                        "runAsUser: 65532",
                        "runAsUser: 0",
                        "the user 0",
                        pod + "/securityContext/runAsUser"),
                in(
                        0,
                        "deployment.yaml",
                        "        runAsNonRoot: true\n        runAsUser",
                        "        runAsNonRoot: false\n        runAsUser",
                        "not runAsNonRoot: true",
                        pod + "/securityContext/runAsNonRoot"),
                in(
                        0,
                        "deployment.yaml",
                        "type: RuntimeDefault",
                        "type: Unconfined",
                        "seccompProfile Unconfined",
                        pod + "/securityContext/seccompProfile/type"),
                in(
                        0,
                        "deployment.yaml",
                        "readOnlyRootFilesystem: true",
                        "readOnlyRootFilesystem: false",
                        "a root file system that can be written",
                        container + "/securityContext"),
                in(
                        0,
                        "deployment.yaml",
                        "      automountServiceAccountToken",
                        "      hostNetwork: true\n      automountServiceAccountToken",
                        "hostNetwork: true",
                        pod + "/hostNetwork"),
                in(
                        0,
                        "deployment.yaml",
                        "          emptyDir:\n            sizeLimit: 1Gi",
                        "          hostPath:\n            path: /tmp",
                        "a volume of type hostPath",
                        pod + "/volumes/0/hostPath"),
                in(
                        0,
                        "deployment.yaml",
                        "containerPort: 8080",
                        "containerPort: 8080\n              hostPort: 8080",
                        "a port of the node",
                        container + "/ports/0/hostPort"),
                in(
                        0,
                        "deployment.yaml",
                        "allowPrivilegeEscalation: false",
                        "allowPrivilegeEscalation: false\n            privileged: true",
                        "privileged: true",
                        container + "/securityContext/privileged"),
                in(
                        0,
                        "deployment.yaml",
                        "path: /v2/health/live",
                        "path: /healthz",
                        "the path '/healthz', which the server does not have",
                        container + "/livenessProbe/httpGet/path"),
                in(
                        0,
                        "deployment.yaml",
                        "path: /v2/health/live",
                        "path: /v2/health/ready",
                        "liveness by /v2/health/ready",
                        container + "/livenessProbe/httpGet/path"),
                in(
                        0,
                        "deployment.yaml",
                        "failureThreshold: 18",
                        "failureThreshold: 1",
                        "a restart after 20 s",
                        container + "/livenessProbe"),
                in(
                        0,
                        "deployment.yaml",
                        "terminationGracePeriodSeconds: 25",
                        "terminationGracePeriodSeconds: 20",
                        "a grace of 20 s",
                        pod + "/terminationGracePeriodSeconds"),
                in(
                        0,
                        "deployment.yaml",
                        "image: registry.example/models:1",
                        "image: registry.example/models:latest",
                        "by tag latest",
                        container + "/image"),
                in(
                        0,
                        "deployment.yaml",
                        "image: registry.example/models:1",
                        "image: registry.example:5000/models",
                        "without tag",
                        container + "/image"),
                in(
                        0,
                        "deployment.yaml",
                        "serviceAccountName: sentences",
                        "serviceAccountName: models",
                        "the ServiceAccount 'models', which is not here",
                        pod + "/serviceAccountName"),
                in(
                        0,
                        "deployment.yaml",
                        "            - name: tmp\n",
                        "            - name: temp\n",
                        "the volume 'temp', which the pod does not have",
                        container + "/volumeMounts/0/name"),
                in(
                        0,
                        "deployment.yaml",
                        "mountPath: /tmp",
                        "mountPath: /temporary",
                        "no volume at /tmp",
                        container),
                in(
                        0,
                        "service-account.yaml",
                        "name: sentences\n",
                        "name: Sentences\n",
                        "the name 'Sentences'",
                        "/metadata/name"),
                in(
                        0,
                        "kustomization.yaml",
                        "  - service.yaml",
                        "  - services.yaml",
                        "'services.yaml', which does not exist",
                        "/resources/2"),
                in(
                        0,
                        "kustomization.yaml",
                        "resources:",
                        "resource: []\nresources:",
                        "the unknown key 'resource'",
                        "/resource"),
                in(
                        0,
                        "kustomization.yaml",
                        "  - service.yaml",
                        "  - service.yaml\n  - service.yaml",
                        "a second Service 'sentences'",
                        "/metadata/name"),
                in(
                        0,
                        "prometheus-rule.yaml",
                        "      rules:\n",
                        "      rule:\n",
                        "the unknown key 'rule'",
                        "/spec/groups/0/rule"),
                in(0, "service.yaml", "spec:", "spec: [", "this is not YAML", ""),
                in(
                        2,
                        "horizontal-pod-autoscaler.yaml",
                        "type: AverageValue",
                        "kind: AverageValue",
                        "the unknown key 'kind'",
                        "/spec/metrics/0/pods/target/kind"),
                in(
                        2,
                        "service.yaml",
                        "namespace: models",
                        "namespace: model",
                        "the namespace 'model'",
                        "/metadata/namespace"),
                in(
                        3,
                        "scaled-object.yaml",
                        "threshold: ",
                        "treshold: ",
                        "the unknown key 'treshold'",
                        "/spec/triggers/0/metadata/treshold"),
                in(
                        3,
                        "scaled-object.yaml",
                        "        ignoreNullValues: \"false\"",
                        "        ignoreNullValues: \"true\"",
                        "an empty answer of Prometheus counts as 0",
                        "/spec/triggers/0/metadata/ignoreNullValues"),
                in(
                        3,
                        "scaled-object.yaml",
                        "minReplicaCount: 2",
                        "minReplicaCount: 0",
                        "scaling to 0 by metrics of the replicas alone",
                        "/spec/minReplicaCount"),
                in(
                        3,
                        "scaled-object.yaml",
                        "pollingInterval: 15",
                        "pollingIntervall: 15",
                        "the unknown key 'pollingIntervall'",
                        "/spec/pollingIntervall"),
                in(
                        5,
                        "http-route.yaml",
                        "port: 8080",
                        "port: 80",
                        "the port '80'",
                        "/spec/rules/0/backendRefs/0/port"),
                in(
                        5,
                        "grpc-route.yaml",
                        "- name: sentences\n          port",
                        "- name: sentence\n          port",
                        "the Service 'sentence', which is not here",
                        "/spec/rules/0/backendRefs/0/name"),
                in(
                        5,
                        "grpc-route.yaml",
                        "- grpc.models.example.org",
                        "- models.example.org",
                        "the host name 'models.example.org' of the HTTPRoute as well",
                        "/spec/hostnames/0"),
                in(
                        6,
                        "inference-service.yaml",
                        "runtime: sentences",
                        "runtime: other",
                        "the ServingRuntime 'other', which is not here",
                        "/spec/predictor/model/runtime"),
                in(
                        6,
                        "serving-runtime.yaml",
                        "multiModel: false",
                        "multimodel: false",
                        "the unknown key 'multimodel'",
                        "/spec/multimodel"));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void mistake_thatIsPlanted_isFound_withPlaceAndRemedy(Planted planted) throws IOException {
        write("sentences", folder, VARIANTS.get(planted.variant()));
        Path file = folder.resolve(planted.file());
        String text = Files.readString(file);
        assertThat(text).contains(planted.old());
        int at = text.indexOf(planted.old());
        Files.writeString(
                file,
                text.substring(0, at)
                        + planted.changed()
                        + text.substring(at + planted.old().length()));
        List<ValidationError> errors = ManifestCheck.run(folder, VERSION);
        String name =
                planted.message().startsWith("a second Service") ? "service.yaml" : planted.file();
        assertThat(errors)
                .anySatisfy(
                        error -> {
                            assertThat(error.found()).contains(planted.message());
                            assertThat(error.pointer()).isEqualTo(planted.pointer());
                            assertThat(error.location().file()).hasFileName(name);
                            assertThat(error.location().line()).isPositive();
                            assertThat(error.expected()).isNotBlank();
                            assertThat(error.remedy()).isNotBlank();
                        });
    }

    @Test
    void manifests_asWritten_haveNone_inEveryVersion() throws IOException {
        for (String each : EXAMPLES) {
            String name = each.substring(0, each.indexOf('='));
            for (List<String> variant : VARIANTS) {
                Path into = Files.createTempDirectory(folder, name);
                write(name, into, variant);
                assertThat(ManifestCheck.run(into, VERSION)).as("%s %s", name, variant).isEmpty();
            }
        }
        write("sentences", folder.resolve("versions"), List.of());
        for (String version : PublishedSchemas.VERSIONS) {
            assertThat(ManifestCheck.run(folder.resolve("versions"), version)).isEmpty();
        }
    }

    /// A volume that takes a single writer; more replicas make it the mistake again.
    @Test
    void singlePodOfAStore_mayBeRecreated() throws IOException {
        String store = Files.readString(example("scaled").resolve("stores/valkey.yaml"));
        Path file = Files.writeString(folder.resolve("valkey.yaml"), store);
        assertThat(store).contains("replicas: 1\n", "type: Recreate");
        assertThat(check().out()).doesNotContain("Recreate");
        Files.writeString(file, store.replace("replicas: 1\n", "replicas: 2\n"));
        assertThat(check().out()).contains("the strategy Recreate");
    }

    @Test
    void command_printsMistakes_andFails() throws IOException {
        write("sentences", folder, List.of());
        assertThat(check().status()).isZero();
        Path service = folder.resolve("service.yaml");
        Files.writeString(
                service, Files.readString(service).replace("targetPort: http", "targetPort: web"));
        Run run = check();
        assertThat(run.status()).isOne();
        assertThat(run.out()).contains("service.yaml:", "the port 'web'", "write one of them");
        assertThat(run.err()).contains("mistakes in ");
    }

    @Test
    void folderWithoutKustomization_isReadWhole_withManyDocumentsInAFile() throws IOException {
        Path written = folder.resolve("written");
        write("sentences", written, List.of());
        Path joined = Files.createDirectories(folder.resolve("joined"));
        var text = new StringBuilder();
        for (String file : List.of("service-account.yaml", "deployment.yaml", "service.yaml")) {
            text.append(Files.readString(written.resolve(file))).append("---\n");
        }
        Path all = joined.resolve("all.yaml");
        Files.writeString(all, text.toString());
        assertThat(ManifestCheck.run(joined, VERSION)).isEmpty();
        Files.writeString(all, text.toString().replace("targetPort: http", "targetPort: web"));
        List<ValidationError> errors = ManifestCheck.run(joined, VERSION);
        assertThat(errors).hasSize(2);
        String line = Files.readAllLines(all).get(errors.getFirst().location().line() - 1);
        assertThat(line).contains("targetPort: web");
    }

    @Test
    void folderThatIsNone_orVersionWithoutSchemas_isAProblem() {
        assertThatThrownBy(() -> ManifestCheck.run(folder.resolve("none"), VERSION))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a folder with manifests");
        assertThatThrownBy(() -> ManifestCheck.run(folder, "1.12"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1.32, 1.33, 1.34, 1.35");
    }

    @Test
    void contentThatIsNoManifest_isReported_andNothingIsThrown() throws IOException {
        assertThat(ManifestCheck.run(folder, VERSION)).hasSize(1);
        Files.writeString(folder.resolve("list.yaml"), "- 1\n- 2\n");
        Files.writeString(
                folder.resolve("odd.yaml"), "kind: 3\nmetadata: [a]\nspec: {a: &x [*x]}\n");
        Files.write(folder.resolve("bytes.yaml"), new byte[] {(byte) 0xff, 0, 1});
        Files.writeString(
                folder.resolve("wrong.yaml"),
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: 7\n");
        assertThat(ManifestCheck.run(folder, VERSION)).isNotEmpty();
    }

    private Run check() {
        return RenderedManifests.run(List.of("--check", folder.toString()));
    }

    private static void write(String name, Path folder, List<String> further) {
        String service =
                EXAMPLES.stream()
                        .filter(each -> each.startsWith(name + "="))
                        .map(each -> each.substring(name.length() + 1))
                        .findFirst()
                        .orElseThrow();
        Run run = RenderedManifests.write(example(name), service, folder, further);
        assertThat(run.status()).as(run.err()).isZero();
    }
}
