import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One node of a cluster in a process of its own, so that it can be stopped or killed alone. */
public final class ClusterNode {
    private ClusterNode() {
    }

    /** Arguments: a folder for everything, then settings as name=value. Runs until the process is ended. */
    public static void main(final String[] args) throws Exception {
        final OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            settings.put("discovery.type", "zen"); // the runner would make a lone node of it
            for (int i = 1; i < args.length; i++) {
                final String[] setting = args[i].split("=", 2);
                settings.put(setting[0], setting[1]);
            }
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(args[0]).numOfNode(1));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                runner.close();
            } catch (final java.io.IOException e) {
                e.printStackTrace();
            }
        }));
        new CountDownLatch(1).await();
    }
}
