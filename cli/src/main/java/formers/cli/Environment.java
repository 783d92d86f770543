package formers.cli;

import formers.tensor.Engine;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The machine, as far as it matters to results and speed.
final class Environment {

    private Environment() {}

    static Map<String, String> describe() {
        var rows = new LinkedHashMap<String, String>();
        rows.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        rows.put("java home", System.getProperty("java.home"));
        rows.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        rows.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        rows.put("threads", Integer.toString(Engine.threads()));
        rows.put("kernels", Engine.description());
        rows.put("heap limit", gigabytes(Runtime.getRuntime().maxMemory()));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            rows.put("memory", gigabytes(system.getTotalMemorySize()));
        }
        return rows;
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
