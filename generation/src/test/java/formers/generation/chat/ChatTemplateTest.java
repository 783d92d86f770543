package formers.generation.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import formers.text.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {

    private static final Message SYSTEM = new Message(Role.SYSTEM, "Be brief.");
    private static final Message HELLO = new Message(Role.USER, " Hello {{ 7 * 6 }} ");
    private static final Message ANSWER = new Message(Role.ASSISTANT, "Hi.");
    private static final Message MORE = new Message(Role.USER, "More");
    private static final List<Message> CHAT = List.of(SYSTEM, HELLO, ANSWER, MORE);
    private static final List<Message> NO_SYSTEM = List.of(HELLO, ANSWER, MORE);

    private static String render(String template, List<Message> messages) {
        return ChatTemplate.of(template, Map.of("bos_token", "<s>", "eos_token", "</s>"))
                .render(messages, true);
    }

    private static final String CHATML = """
            {%- if messages[0]['role'] == 'system' %}
                {{- '<|im_start|>system\\n' + messages[0]['content'] + '<|im_end|>\\n' }}
            {%- else %}
                {{- '<|im_start|>system\\nYou are Qwen.<|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>' + '\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}
                {{- '<|im_start|>assistant\\n' }}
            {%- endif %}
            """;

    @Test
    void chatMl() {
        assertThat(render(CHATML, CHAT))
                .isEqualTo("<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n Hello {{ 7 * 6 }} <|im_end|>\n"
                        + "<|im_start|>assistant\nHi.<|im_end|>\n<|im_start|>user\nMore<|im_end|>\n"
                        + "<|im_start|>assistant\n");
        assertThat(render(CHATML, List.of(MORE)))
                .isEqualTo("<|im_start|>system\nYou are Qwen.<|im_end|>\n<|im_start|>user\nMore<|im_end|>\n"
                        + "<|im_start|>assistant\n");
    }

    @Test
    void llama2() {
        var template = "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}"
                + "{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}"
                + "{% set system_message = false %}{% endif %}{% for message in loop_messages %}"
                + "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
                + "{{ raise_exception('Roles must alternate') }}{% endif %}"
                + "{% if loop.index0 == 0 and system_message != false %}"
                + "{% set content = '<<SYS>>\\n' + system_message + '\\n<</SYS>>\\n\\n' + message['content'] %}"
                + "{% else %}{% set content = message['content'] %}{% endif %}"
                + "{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}"
                + "{% elif message['role'] == 'assistant' %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}"
                + "{% endfor %}";
        assertThat(render(template, CHAT))
                .isEqualTo("<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\n Hello {{ 7 * 6 }} [/INST] Hi. </s>"
                        + "<s>[INST] More [/INST]");
        assertThatThrownBy(() -> render(template, List.of(ANSWER)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("Roles must alternate");
    }

    @Test
    void llama3() {
        var template = "{% set loop_messages = messages %}{% for message in loop_messages %}"
                + "{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'"
                + " + message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}"
                + "{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"
                + "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}";
        assertThat(render(template, List.of(SYSTEM, HELLO)))
                .isEqualTo("<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
                        + "<|start_header_id|>user<|end_header_id|>\n\nHello {{ 7 * 6 }}<|eot_id|>"
                        + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    }

    @Test
    void mistral() {
        var template = "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}"
                + "{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
                + "{{ message['content'] + eos_token}}{% endif %}{% endfor %}";
        assertThat(render(template, NO_SYSTEM))
                .isEqualTo("<s>[INST]  Hello {{ 7 * 6 }}  [/INST]Hi.</s>[INST] More [/INST]");
    }

    @Test
    void gemma() {
        var template = "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
                + "{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}"
                + "{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}"
                + "{% set role = message['role'] %}{% endif %}"
                + "{{ '<start_of_turn>' + role + '\\n' + message['content'] | trim + '<end_of_turn>\\n' }}{% endfor %}"
                + "{% if add_generation_prompt %}{{'<start_of_turn>model\\n'}}{% endif %}";
        assertThat(render(template, NO_SYSTEM))
                .isEqualTo("<s><start_of_turn>user\nHello {{ 7 * 6 }}<end_of_turn>\n<start_of_turn>model\n"
                        + "Hi.<end_of_turn>\n<start_of_turn>user\nMore<end_of_turn>\n<start_of_turn>model\n");
        assertThatThrownBy(() -> render(template, CHAT)).hasMessageContaining("System role not supported");
    }

    @Test
    void phi3AndZephyr() {
        var phi =
                "{% for message in messages %}{{'<|' + message['role'] + '|>\\n' + message['content'] + '<|end|>\\n'}}"
                        + "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% else %}{{ eos_token }}{% endif %}";
        assertThat(render(phi, List.of(SYSTEM, MORE)))
                .isEqualTo("<|system|>\nBe brief.<|end|>\n<|user|>\nMore<|end|>\n<|assistant|>\n");
        var zephyr = """
                {% for message in messages %}
                {% if message['role'] == 'user' %}
                {{ '<|user|>\\n' + message['content'] + eos_token }}
                {% elif message['role'] == 'system' %}
                {{ '<|system|>\\n' + message['content'] + eos_token }}
                {% elif message['role'] == 'assistant' %}
                {{ '<|assistant|>\\n'  + message['content'] + eos_token }}
                {% endif %}
                {% if loop.last and add_generation_prompt %}
                {{ '<|assistant|>' }}
                {% endif %}
                {% endfor %}""";
        assertThat(render(zephyr, List.of(SYSTEM, MORE)))
                .isEqualTo("<|system|>\nBe brief.</s>\n<|user|>\nMore</s>\n<|assistant|>\n");
    }

    @Test
    void theRestOfTheLanguage() {
        assertThat(render(
                        "{% set ns = namespace(n=1) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}"
                                + "{{ ns.n ~ '!' }}",
                        CHAT))
                .isEqualTo("5!");
        assertThat(render(
                        "{% macro say(x) %}<{{ x }}>{% endmacro %}{{ say('a') }}{{ say(messages[-1].content) }}", CHAT))
                .isEqualTo("<a><More>");
        assertThat(render("{{ messages[1:2] | tojson }}", List.of(HELLO, MORE)))
                .contains("\"content\": \"More\"")
                .contains("\"role\": \"user\"");
        assertThat(render(
                        "{{ 'a-b'.split('-')[1] }} {{ 'no way'.title() }} {{ 'x'.upper() }}"
                                + " {{ 'xay'.replace('a', 'b') }} {{ 'abc'.startswith('ab') }}",
                        CHAT))
                .startsWith("b No Way X xby ");
        assertThat(render(
                        "{% if tools is defined %}t{% else %}n{% endif %}{% if tools is not defined %}u{% endif %}",
                        CHAT))
                .isEqualTo("nu");
        assertThat(render("{{ strftime_now('%Y') }}", CHAT)).matches("\\d{4}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ ''.getClass() }}",
                "{{ ''.getClass().forName('java.lang.Runtime') }}",
                "{{ ''.class }}",
                "{{ ''['class'] }}",
                "{{ messages.getClass() }}",
                "{{ messages.class.name }}",
                "{{ ''|attr('class') }}",
                "{{ ____int3rpr3t3r____.getContext() }}",
                "{{ ____int3rpr3t3r____.config }}",
                "{{ loop.class }}"
            })
    void javaIsOutOfReach(String template) {
        String text;
        try {
            text = render(template, CHAT);
        } catch (InputException e) {
            text = "";
        }
        assertThat(text).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% for a in range(9000) %}{% for b in range(9000) %}{% for c in range(9000) %}{% endfor %}{% endfor %}{% endfor %}",
                "{% for a in range(9000) %}{% for b in range(9000) %}xxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
                "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}"
            })
    void aTemplateThatNeverEndsIsStopped(String template) {
        assertThatThrownBy(() -> render(template, CHAT))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("chat template: ");
    }

    @Test
    void isFoundBesideAModel(@TempDir Path folder) throws IOException {
        assertThat(ChatTemplate.read(folder)).isEmpty();
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"bos_token\": {\"content\": \"<b>\"}, \"chat_template\": [{\"name\": \"tool_use\", \"template\":"
                        + " \"t\"}, {\"name\": \"default\", \"template\": \"{{ bos_token }}d\"}]}");
        assertThat(ChatTemplate.read(folder).orElseThrow().render(CHAT, true)).isEqualTo("<b>d");
        Files.writeString(folder.resolve("chat_template.jinja"), "file{{ bos_token }}");
        assertThat(ChatTemplate.read(folder).orElseThrow().render(CHAT, true)).isEqualTo("file<b>");
    }
}
