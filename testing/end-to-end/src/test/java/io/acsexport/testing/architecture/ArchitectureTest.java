package io.acsexport.testing.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = "io.acsexport", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static void everyModuleIsLookedAt(JavaClasses all) {
    for (String prefix :
        new String[] {
          "io.acsexport.transport.",
          "io.acsexport.transport.tck.",
          "io.acsexport.core.spool.",
          "io.acsexport.core.engine.",
          "io.acsexport.kafka.",
          "io.acsexport.rabbitmq.",
          "io.acsexport.log.",
          "io.acsexport.acs.",
          "io.acsexport.cli."
        }) {
      assertThat(all.stream().filter(type -> type.getName().startsWith(prefix)).count())
          .as(prefix)
          .isGreaterThan(4);
    }
  }

  @ArchTest
  static final ArchRule theSpiSeesOnlyJdkAndSlf4j =
      classes()
          .that()
          .resideInAPackage("io.acsexport.transport")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.slf4j..", "org.jspecify..", "io.acsexport.transport");

  @ArchTest
  static final ArchRule theTestKitSeesOnlyTheSpiAndTestLibraries =
      classes()
          .that()
          .resideInAPackage("io.acsexport.transport.tck..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.junit.jupiter..",
              "org.assertj..",
              "org.awaitility..",
              "org.jspecify..",
              "io.acsexport.transport",
              "io.acsexport.transport.tck");

  @ArchTest
  static final ArchRule coreSeesNoBroker =
      noClasses()
          .that()
          .resideInAPackage("io.acsexport.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "com.rabbitmq..",
              "io.acsexport.kafka..",
              "io.acsexport.rabbitmq..",
              "io.acsexport.log..",
              "io.acsexport.acs..",
              "io.acsexport.cli..");

  @ArchTest
  static final ArchRule aTransportSeesNoCore =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.acsexport.kafka..", "io.acsexport.rabbitmq..", "io.acsexport.log..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.acsexport.core..", "io.acsexport.acs..", "io.acsexport.cli..");

  @ArchTest
  static final ArchRule theAdapterSeesOnlyJdkHostAndItself =
      classes()
          .that()
          .resideInAPackage("io.acsexport.acs..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.naming..",
              "javax.xml.stream..",
              "org.apache.cloudstack..",
              "com.cloud..",
              "org.apache.logging.log4j..",
              "org.jspecify..",
              "io.acsexport.acs..");

  @ArchTest
  static final ArchRule corePackagesHaveNoCycles =
      slices().matching("io.acsexport.core.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule standardStreamsBelongToTheCommands =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.acsexport.transport..",
              "io.acsexport.core..",
              "io.acsexport.kafka..",
              "io.acsexport.rabbitmq..",
              "io.acsexport.log..",
              "io.acsexport.acs..")
          .and()
          // The last resort where the engine runs outside a host that takes its lines.
          .resideOutsideOfPackage("io.acsexport.core.logging..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule noStaticMutableState =
      com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
          .that()
          .areStatic()
          .and()
          .areDeclaredInClassesThat()
          .resideOutsideOfPackages("io.acsexport.testing..", "com.cloud..", "org.apache..")
          .should()
          .beFinal();

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .that()
          .resideInAPackage("io.acsexport..")
          .should(
              new ArchCondition<JavaClass>("lie in a package marked @NullMarked") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                  events.add(
                      new SimpleConditionEvent(
                          type, marked, type.getName() + " lies in an unmarked package"));
                }
              });

  @ArchTest
  static final ArchRule exceptionsEndInException =
      classes()
          .that()
          .areAssignableTo(Throwable.class)
          .and(DescribedPredicate.not(nested()))
          .should()
          .haveSimpleNameEndingWith("Exception");

  @ArchTest
  static final ArchRule nothingIsNamedAfterNothing =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..")
          .andShould()
          .resideInAPackage("io.acsexport..");

  private static DescribedPredicate<JavaClass> nested() {
    return DescribedPredicate.describe(
        "nested",
        type -> type.isNestedClass() && !type.getModifiers().contains(JavaModifier.PUBLIC));
  }
}
