package assets

import "dossier/flows"

// stageNames are the steps of the wizard, as its breadcrumb names them.
var stageNames = map[flows.Stage]string{
	flows.StageApplicant: "Applicant", flows.StageDocuments: "Documents", flows.StageFiles: "Files", flows.StageReview: "Review", flows.StageResult: "Result",
}

// StageName is the name of a step of the wizard; that of the first for an unknown one.
func StageName(s flows.Stage) string {
	if name, ok := stageNames[s]; ok {
		return name
	}
	return stageNames[flows.StageApplicant]
}
