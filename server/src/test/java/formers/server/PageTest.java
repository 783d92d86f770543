package formers.server;

import static org.assertj.core.api.Assertions.assertThat;

import formers.generation.GenerationOptions;
import formers.generation.Generator;
import formers.generation.SamplingOptions;
import formers.generation.TextGenerator;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The page as people use it: with the keyboard, in a browser.
@Tag("browser")
@Timeout(120)
class PageTest {

    private static ApiServer server;
    private Browser browser;

    @BeforeAll
    static void start() {
        server = TestModels.serve(TestModels.options());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        browser = new Browser("http://127.0.0.1:%d/".formatted(server.port()));
        browser.until("document.getElementById('model').value === 'tiny'");
        browser.evaluate("document.getElementById('temperature').value = 0");
    }

    @AfterEach
    void close() throws Exception {
        browser.close();
    }

    private static String alone(String prompt, int tokens) {
        var model = TestModels.random();
        return new TextGenerator(new Generator(model.decoder()), model.tokenizer())
                .complete(prompt, GenerationOptions.of(SamplingOptions.greedy(), tokens));
    }

    private void say(String text, int tokens) throws InterruptedException {
        browser.evaluate("document.getElementById('tokens').value = " + tokens);
        browser.type(text);
        browser.press("Enter", 13, 0);
    }

    private void untilAnswered(int answers) throws InterruptedException {
        browser.until("document.querySelectorAll('article.assistant:not(.writing)').length === " + answers);
    }

    @Test
    void aChatIsHadWithTheKeyboardAlone() throws Exception {
        assertThat(browser.evaluate("document.activeElement.id").stringValue()).isEqualTo("message");
        say("Hello", 30);
        untilAnswered(1);
        var first = browser.evaluate("document.querySelector('article.assistant p').textContent")
                .stringValue();
        assertThat(first).isEqualTo(alone("<user>Hello<bot>", 30));
        say("More", 20);
        untilAnswered(2);
        assertThat(browser.evaluate("document.querySelectorAll('article.assistant p')[1].textContent")
                        .stringValue())
                .isEqualTo(alone("<user>Hello<assistant>" + first + "<user>More<bot>", 20));
        assertThat(browser.evaluate("document.getElementById('status').textContent")
                        .stringValue())
                .contains("20 tokens");
        assertThat(browser.evaluate("document.activeElement.id").stringValue()).isEqualTo("message");
        browser.screenshot(Path.of("target", "page.png"));
    }

    @Test
    void shiftAndEnterStartALine() throws Exception {
        browser.type("One");
        browser.press("Enter", 13, 8);
        assertThat(browser.evaluate("document.querySelectorAll('article').length")
                        .intValue())
                .isZero();
    }

    @Test
    void escapeStopsAnAnswer() throws Exception {
        say("Hello", 480);
        browser.until("document.querySelector('article.assistant p')?.textContent.length > 3");
        browser.press("Escape", 27, 0);
        untilAnswered(1);
        assertThat(browser.evaluate("document.getElementById('status').textContent")
                        .stringValue())
                .startsWith("Stopped.");
        assertThat(browser.evaluate("document.querySelector('article.assistant p').textContent.length")
                        .intValue())
                .isLessThan(480);
    }

    @Test
    void whatGoesWrongIsTold() throws Exception {
        say("x".repeat(600), 10);
        browser.until("document.querySelector('article.fault') !== null");
        assertThat(browser.evaluate("document.querySelector('article.fault p').textContent")
                        .stringValue())
                .contains("512");
        say("Hello", 30);
        untilAnswered(2);
        assertThat(browser.evaluate("document.querySelectorAll('article.assistant p')[1].textContent")
                        .stringValue())
                .isEqualTo(alone("<user>Hello<bot>", 30));
    }

    @Test
    void everyControlHasANameForScreenReaders() {
        var unnamed = new HashSet<String>();
        var roles = new HashSet<String>();
        for (var node : browser.accessibility()) {
            var role = node.path("role").path("value").asString("");
            roles.add(role);
            boolean control = role.equals("button") || role.equals("textbox") || role.equals("combobox");
            if (control && node.path("name").path("value").asString("").isBlank()) {
                unnamed.add(node.toString());
            }
        }
        assertThat(unnamed).isEmpty();
        assertThat(roles).contains("log", "button", "textbox", "combobox", "heading", "main", "status");
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        assertThat(browser.evaluate("performance.getEntriesByType('resource').every(it => it.name.startsWith("
                                + "location.origin))")
                        .booleanValue())
                .isTrue();
    }
}
