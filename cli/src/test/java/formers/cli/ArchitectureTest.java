package formers.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shape of the code: modules depend only on those above them in the root pom, packages do not
/// reach back, and names say what a thing is. The test is here because the command is built after
/// everything else that it looks at.
class ArchitectureTest {

    private static final Path ROOT = Path.of(System.getProperty("formers.root"));
    private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");
    private static final Pattern OUR_ARTIFACT = Pattern.compile("<artifactId>formers-(.+?)</artifactId>");

    private static final Set<String> EMPTY_WORDS =
            Set.of("Util", "Utils", "Helper", "Helpers", "Manager", "Impl", "Base", "Abstract", "Common");
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?=[A-Z][a-z])");

    private static List<String> modules;
    private static JavaClasses classes;

    /// Reads class files rather than loading classes: what this test's module can see does not matter.
    @BeforeAll
    static void readTheProject() throws IOException {
        modules = found(MODULE, ROOT.resolve("pom.xml"));
        classes = new ClassFileImporter()
                .importPaths(modules.stream()
                        .map(it -> ROOT.resolve(it).resolve("target/classes"))
                        .filter(Files::isDirectory)
                        .toList());
    }

    /// Maven sorts modules by their dependencies, whatever the list says, so nothing else keeps the list true.
    @Test
    void modulesDependOnlyOnModulesAboveThem() throws IOException {
        for (var module : modules) {
            var ours = found(OUR_ARTIFACT, ROOT.resolve(module).resolve("pom.xml"));
            assertThat(ours).contains(module);
            assertThat(modules.subList(0, modules.indexOf(module) + 1))
                    .as("modules that stand above %s, which depends on %s", module, ours)
                    .containsAll(ours);
        }
    }

    @Test
    void packagesDoNotReachBack() {
        slices().matching("formers.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void theTensorEngineNeedsNothingButTheJdk() {
        noClasses()
                .that()
                .resideInAPackage("formers.tensor..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("formers.tensor..", "java..", "jdk.incubator.vector..")
                .check(classes);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should(be(describe("named with one of " + EMPTY_WORDS, (JavaClass it) -> isEmpty(it.getSimpleName()))))
                .check(classes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"StringUtils", "Util", "BaseModel", "KernelImpl", "AbstractLayer", "Utf8Helper", "BPEUtils"})
    void anEmptyWordIsFoundInAName(String name) {
        assertThat(isEmpty(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Database", "Abstraction", "Simple", "Tensor"})
    void aLongerWordIsNotAnEmptyOne(String name) {
        assertThat(isEmpty(name)).isFalse();
    }

    private static boolean isEmpty(String name) {
        return WORD_START.splitAsStream(name).anyMatch(EMPTY_WORDS::contains);
    }

    private static List<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(it -> it.group(1))
                .toList();
    }
}
