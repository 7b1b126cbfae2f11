import java.util.concurrent.CountDownLatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.index.analysis.AnalyzerProvider;
import org.opensearch.index.analysis.PreBuiltAnalyzerProviderFactory;
import org.opensearch.indices.analysis.AnalysisModule.AnalysisProvider;

/** One node of a cluster in a process of its own, so that it can be stopped or killed alone. */
public final class ClusterNode {
    private ClusterNode() {
    }

    /** Analysis without Thai, for which a Java runtime of few languages has no rules; it would refuse every index. */
    public static final class Analysis extends CommonAnalysisModulePlugin {
        @Override
        public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
            final var analyzers = new TreeMap<>(super.getAnalyzers());
            analyzers.remove("thai");
            return analyzers;
        }

        @Override
        public List<PreBuiltAnalyzerProviderFactory> getPreBuiltAnalyzerProviderFactories() {
            return super.getPreBuiltAnalyzerProviderFactories().stream()
                    .filter(one -> !"thai".equals(one.getName())).collect(Collectors.toList());
        }
    }

    /** The runner, whose list of modules is for its heirs alone. */
    private static final class Runner extends OpenSearchRunner {
        static String modules() {
            return String.join(",", MODULE_TYPES)
                    .replace(CommonAnalysisModulePlugin.class.getName(), Analysis.class.getName());
        }
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
        runner.build(OpenSearchRunner.newConfigs().basePath(args[0]).numOfNode(1)
                .moduleTypes(Runner.modules()));
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
