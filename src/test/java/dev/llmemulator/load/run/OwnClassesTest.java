package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnClassesTest {
    @Test
    void load_classInAFolder_loadsWhatLiesBesideIt() {
        assertThat(OwnClasses.load(LoadRun.class, "dev.llmemulator.load")).hasSizeGreaterThan(100);
    }

    @Test
    void load_classInAJar_hasNothingToDo() {
        assertThat(OwnClasses.load(Test.class, "org.junit.jupiter.api")).isEmpty();
    }
}
