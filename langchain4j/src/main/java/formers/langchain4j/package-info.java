/// Models in this process for LangChain4j. The module is on the class path, as LangChain4j is: start Java
/// with `--add-modules jdk.incubator.vector`.
package formers.langchain4j;
