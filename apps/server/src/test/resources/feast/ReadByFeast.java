import dev.feast.FeastClient;
import dev.feast.Row;
import java.util.List;

/// Reads features with Feast's own client, which has a class path of its own, and prints what it
/// sees.
final class ReadByFeast {
    private ReadByFeast() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        try (FeastClient client = FeastClient.create("127.0.0.1", port)) {
            System.out.println("version " + client.getFeastServingInfo().getVersion());
            List<Row> rows =
                    client.getOnlineFeatures(
                            List.of(
                                    "flights:delay",
                                    "flights@2:flights",
                                    "flights:last",
                                    "weather:wind"),
                            List.of(
                                    Row.create().set("airport", "JFK"),
                                    Row.create().set("airport", "LGA"),
                                    Row.create().set("airport", "XXX")));
            for (Row row : rows) {
                System.out.println(
                        row.getString("airport")
                                + " delay "
                                + row.getStatus("delay")
                                + " wind "
                                + row.getStatus("wind"));
            }
            Row first = rows.get(0);
            System.out.println(
                    first.getFloat("delay")
                            + " "
                            + first.getLong("flights")
                            + " "
                            + first.getFields().get("last").getUnixTimestampVal()
                            + " "
                            + first.getDouble("wind")
                            + " "
                            + first.getEntityTimestamp().getSeconds());
            try {
                client.getOnlineFeatures(
                        List.of("flights:dela"), List.of(Row.create().set("airport", "JFK")));
            } catch (io.grpc.StatusRuntimeException refused) {
                System.out.println(refused.getStatus().getCode());
            }
        }
    }
}
