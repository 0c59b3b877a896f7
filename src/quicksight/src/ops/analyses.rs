//! Analyses. Making or updating one reads all its visuals.

use super::{check_account, check_id, exists, invalid, not_found, page, status};
use crate::limits::{SHEETS_MAX, STAGGER_US, START_US, VISUALS_MAX};
use crate::plan::compile;
use crate::state::{AnalysisEntry, QuickSight, Visual, VisualState, columns};
use crate::{Event, VisualRun};
use api::quicksight::{
    Analysis, AnalysisDefinition, AnalysisSummary, CreateAnalysis, CreateAnalysisOutput, DeleteAnalysis,
    DeleteAnalysisOutput, DescribeAnalysis, DescribeAnalysisDefinition, DescribeAnalysisDefinitionOutput,
    DescribeAnalysisOutput, InputColumn, ListAnalyses, ListAnalysesOutput, ResourceStatus, Sheet, UpdateAnalysis,
    UpdateAnalysisOutput,
};
use api::{Arn, AwsError};
use service::Ctx;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl QuickSight {
    pub(super) fn create_analysis(
        &mut self,
        request: CreateAnalysis,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<CreateAnalysisOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        check_id(&request.analysis_id, "AnalysisId", 512)?;
        check_name(&request.name)?;
        let id = request.analysis_id;
        if self.analyses.contains_key(&id) {
            return Err(exists("Analysis", &id));
        }
        let mut visuals = self.visuals(&request.definition, &[], ctx)?;
        // Nobody looks at it yet: its visuals are read when it is updated, which is how a page asks for them.
        visuals.iter_mut().for_each(|visual| visual.state = VisualState::Ready);
        let entry = AnalysisEntry {
            id: id.clone(),
            name: request.name,
            definition: request.definition,
            created: ctx.now(),
            updated: ctx.now(),
            visuals,
        };
        self.analyses.insert(id.clone(), Arc::new(entry));
        Ok(CreateAnalysisOutput {
            arn: arn(&id),
            analysis_id: id,
            creation_status: ResourceStatus::CreationInProgress,
            status: 200,
        })
    }

    pub(super) fn update_analysis(
        &mut self,
        request: UpdateAnalysis,
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<UpdateAnalysisOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        check_name(&request.name)?;
        let id = request.analysis_id;
        let old = self.analyses.get(&id).ok_or_else(|| not_found("Analysis", &id))?.clone();
        let visuals = self.visuals(&request.definition, &old.visuals, ctx)?;
        let entry = AnalysisEntry {
            id: id.clone(),
            name: request.name,
            definition: request.definition,
            created: old.created,
            updated: ctx.now(),
            visuals,
        };
        self.analyses.insert(id.clone(), Arc::new(entry));
        self.schedule_visuals(&id, ctx);
        Ok(UpdateAnalysisOutput {
            arn: arn(&id),
            analysis_id: id,
            update_status: ResourceStatus::UpdateInProgress,
            status: 200,
        })
    }

    /// Compiles a definition's visuals; those that stay the same go on showing what they show.
    fn visuals(
        &mut self,
        definition: &AnalysisDefinition,
        old: &[Visual],
        ctx: &mut Ctx<'_, Event>,
    ) -> Result<Vec<Visual>, AwsError> {
        let declared = self.declared(definition)?;
        if definition.sheets.len() > SHEETS_MAX {
            return Err(invalid(format!("an analysis has at most {SHEETS_MAX} sheets")));
        }
        let mut visuals: Vec<Visual> = Vec::new();
        let (mut sheets, mut ids) = (BTreeSet::new(), BTreeSet::new());
        for sheet in &definition.sheets {
            check_id(&sheet.sheet_id, "SheetId", 512)?;
            if !sheets.insert(&sheet.sheet_id) {
                return Err(invalid(format!("two sheets are called '{}'", sheet.sheet_id)));
            }
            if sheet.visuals.len() > VISUALS_MAX {
                return Err(invalid(format!("sheet '{}': at most {VISUALS_MAX} visuals", sheet.sheet_id)));
            }
            for visual in &sheet.visuals {
                let compiled = compile(visual, &declared)
                    .map_err(|what| invalid(format!("sheet '{}': {what}", sheet.sheet_id)))?;
                check_id(&compiled.id, "VisualId", 512)?;
                if !ids.insert(compiled.id.clone()) {
                    return Err(invalid(format!("two visuals are called '{}'", compiled.id)));
                }
                let same = old.iter().find(|known| known.id == compiled.id && known.plan == compiled.plan);
                visuals.push(Visual {
                    id: compiled.id,
                    sheet: sheet.sheet_id.clone(),
                    title: compiled.title,
                    plan: compiled.plan,
                    rows: same.map(|known| known.rows.clone()).unwrap_or_default(),
                    state: VisualState::Refreshing,
                    refreshed: same.and_then(|known| known.refreshed),
                    query: None,
                    sql: None,
                    bytes_scanned: 0,
                    run: 0,
                    begun: ctx.now(),
                });
            }
        }
        for visual in &mut visuals {
            self.runs += 1;
            visual.run = self.runs;
        }
        Ok(visuals)
    }

    fn schedule_visuals(&self, analysis: &str, ctx: &mut Ctx<'_, Event>) {
        let visuals = self.analysis(analysis).into_iter().flat_map(|entry| &entry.visuals);
        for (index, visual) in (0..).zip(visuals) {
            let run = VisualRun { analysis: analysis.to_owned(), visual: visual.id.clone(), run: visual.run };
            ctx.schedule(START_US + index * STAGGER_US, Event::StartVisual(run));
        }
    }

    fn declared(&self, definition: &AnalysisDefinition) -> Result<Declared, AwsError> {
        let mut declared = BTreeMap::new();
        for declaration in &definition.data_set_identifier_declarations {
            let id = Arn::name(&declaration.data_set_arn);
            let entry = self.data_set(id)?;
            let columns = entry.tables.values().flat_map(columns).cloned().collect();
            if declared.insert(declaration.identifier.clone(), (id.to_owned(), columns)).is_some() {
                return Err(invalid(format!("the data set '{}' is declared twice", declaration.identifier)));
            }
        }
        Ok(Declared(declared))
    }

    pub(super) fn describe_analysis(
        &self,
        request: &DescribeAnalysis,
        ctx: &Ctx<'_, Event>,
    ) -> Result<DescribeAnalysisOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let entry = self.analysis_entry(&request.analysis_id)?;
        let declarations = &entry.definition.data_set_identifier_declarations;
        let sheets = entry.definition.sheets.iter();
        let analysis = Analysis {
            analysis_id: entry.id.clone(),
            arn: arn(&entry.id),
            name: entry.name.clone(),
            status: entry_status(entry, ctx),
            data_set_arns: declarations.iter().map(|declared| declared.data_set_arn.clone()).collect(),
            created_time: ctx.date_of(entry.created),
            last_updated_time: ctx.date_of(entry.updated),
            sheets: sheets.map(|sheet| Sheet { sheet_id: sheet.sheet_id.clone(), name: sheet.name.clone() }).collect(),
        };
        Ok(DescribeAnalysisOutput { analysis, status: 200 })
    }

    pub(super) fn describe_analysis_definition(
        &self,
        request: &DescribeAnalysisDefinition,
        ctx: &Ctx<'_, Event>,
    ) -> Result<DescribeAnalysisDefinitionOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let entry = self.analysis_entry(&request.analysis_id)?;
        Ok(DescribeAnalysisDefinitionOutput {
            analysis_id: entry.id.clone(),
            name: entry.name.clone(),
            resource_status: entry_status(entry, ctx),
            definition: entry.definition.clone(),
            status: 200,
        })
    }

    pub(super) fn list_analyses(
        &self,
        request: &ListAnalyses,
        ctx: &Ctx<'_, Event>,
    ) -> Result<ListAnalysesOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let summary = |entry: &AnalysisEntry| AnalysisSummary {
            arn: arn(&entry.id),
            analysis_id: entry.id.clone(),
            name: entry.name.clone(),
            status: entry_status(entry, ctx),
            created_time: ctx.date_of(entry.created),
            last_updated_time: ctx.date_of(entry.updated),
        };
        let all = self.analyses.iter().map(|(id, entry)| (id.clone(), summary(entry)));
        let (analysis_summary_list, next_token) = page(all, request.next_token.as_deref(), request.max_results)?;
        Ok(ListAnalysesOutput { analysis_summary_list, next_token, status: 200 })
    }

    pub(super) fn delete_analysis(&mut self, request: &DeleteAnalysis) -> Result<DeleteAnalysisOutput, AwsError> {
        check_account(&request.aws_account_id)?;
        let id = request.analysis_id.clone();
        self.analysis_entry(&id)?;
        if request.force_delete_without_recovery != Some(true) {
            let message = "deleting with a recovery window is not modelled: set ForceDeleteWithoutRecovery";
            return Err(invalid(message));
        }
        self.analyses.remove(&id);
        Ok(DeleteAnalysisOutput { arn: arn(&id), analysis_id: id, status: 200 })
    }

    fn analysis_entry(&self, id: &str) -> Result<&AnalysisEntry, AwsError> {
        self.analysis(id).ok_or_else(|| not_found("Analysis", id))
    }
}

/// The declared data sets: id and columns by the analysis' name for them.
struct Declared(BTreeMap<String, (String, Vec<InputColumn>)>);

impl crate::plan::DataSets for Declared {
    fn find(&self, identifier: &str) -> Option<(String, Vec<InputColumn>)> {
        self.0.get(identifier).cloned()
    }

    fn only(&self) -> Option<String> {
        self.0.keys().next().filter(|_| self.0.len() == 1).cloned()
    }
}

fn arn(id: &str) -> String {
    Arn::quicksight(&format!("analysis/{id}"))
}

fn entry_status(entry: &AnalysisEntry, ctx: &Ctx<'_, Event>) -> ResourceStatus {
    status(entry.updated, entry.updated != entry.created, ctx.now())
}

/// An analysis' name may be longer than others.
fn check_name(name: &str) -> Result<(), AwsError> {
    let chars = name.chars().count();
    if (1..=2_048).contains(&chars) { Ok(()) } else { Err(invalid("Name must have 1 to 2,048 characters")) }
}
